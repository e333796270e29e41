/**
 * Where requests wait while no pod of their service is ready: at zero, while the last pod is
 * replaced, and in the moment between a pod's readiness and the gateway's knowing of it.
 *
 * <p>A service has one {@link dev.steward.gateway.hold.WaitingRoom}, first come first served. Who
 * comes while others wait stands in line behind them. The first in line leave as soon as they get a
 * place at a pod, a bounded number of them at each pod at once, so that the second pod to become
 * ready finds work left. Others leave because their time is over, their client has left, or their
 * service is gone: whoever takes a request out of the room goes on with it, and nobody else does.
 *
 * <p>Example: 200 requests come to a service at zero. They stand in the room; its first pod becomes
 * ready and gets 32; each answer lets the next in line go.
 *
 * <p>It must not know HTTP, nor how pods are found.
 */
@NullMarked
package dev.steward.gateway.hold;

import org.jspecify.annotations.NullMarked;
