/**
 * Steward's autoscaler at work: each second it gives what the gateways reported of a service to
 * {@link dev.steward.core.autoscale.Autoscaler}, and writes the number of pods that comes of it to
 * the service's {@code scale} subresource, as a HorizontalPodAutoscaler would. The reconciler then
 * does the rest, as for a number that a person wrote.
 *
 * <p>Only services with {@code spec.scaling.mode: Builtin} are scaled, and only by the operator
 * that leads. A request that waits at zero doesn't wait for the second to be over. A write states
 * the version of the service that was looked at; if somebody has changed it since, nothing is
 * written and the next second decides anew.
 *
 * <p>It must not know how reports come here, nor what becomes of the number.
 */
@NullMarked
package dev.steward.operator.scale;

import org.jspecify.annotations.NullMarked;
