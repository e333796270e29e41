/**
 * The guard: stands before an engine that speaks plain HTTP, in the same pod, and lets gateways
 * alone get to it.
 *
 * <p>It ends TLS and passes bytes on, one connection of a gateway's to one connection to the
 * engine. It reads no HTTP: so streams, cancels, back pressure, trailers and whatever else a
 * protocol may have come through as they are. What it needs to know of requests, connections tell
 * it, because gateways close those they don't use within seconds: when none is open, nothing is
 * under way.
 *
 * <pre>
 *   gateway ──TLS──► 8080 guard ──plain──► 127.0.0.1:PORT engine
 *   kubelet ───────► 8081 guard ──GET────► 127.0.0.1:PORT/PATH   is it ready?
 * </pre>
 *
 * <p>The engine is connected before the handshake: if it doesn't answer, the gateway hasn't sent
 * anything yet, and tries another pod.
 *
 * <p>It must not know models, or what is said.
 */
@NullMarked
package dev.steward.runtime.guard;

import org.jspecify.annotations.NullMarked;
