/**
 * HTTP/1.1 on Netty: connections, requests and answers, and nothing of models.
 *
 * <p>A {@link dev.steward.runtime.web.Connection} reads one request after the other on an event
 * loop, which never blocks. Each runs on a virtual thread of its own, whose code may: it reads its
 * body from a stream that holds 64 KiB at most, and writes its answer to one that waits for a
 * client that reads slowly. A small answer to a small request, by far the most, is one hand-over
 * there and one back:
 *
 * <pre>
 * event loop      read ─ decode ─ body's bytes ┐                  ┌ encode ─ write
 * virtual thread                               └ route ─ answer ──┘
 * </pre>
 *
 * <p>While a request is answered nothing after it is decoded; what has been read of it waits in the
 * decoder, and no more is read, so that a connection holds a bounded number of bytes. Until then
 * the socket is watched, and a client that leaves is noticed at once.
 */
@NullMarked
package dev.steward.runtime.web;

import org.jspecify.annotations.NullMarked;
