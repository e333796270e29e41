/**
 * Breaks the evidence log of a gateway in every way that a machine has, under load, and looks
 * whether a client ever saw a byte of an answer that has no record.
 *
 * <p>The log lies on a file system of {@code dev/tools/faultfs}, below the JVM, that loses what
 * wasn't synced when its power is cut, and fails with EIO and ENOSPC when it is told to. The
 * gateway is a process of its own, ended by SIGKILL. What is believed is the client's own list of
 * the answers it saw, byte by byte on its sockets.
 */
@NullMarked
package dev.steward.bench.faults;

import org.jspecify.annotations.NullMarked;
