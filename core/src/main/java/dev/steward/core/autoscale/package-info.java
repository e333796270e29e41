/**
 * How many replicas a service should have: from what the gateways saw of it, second by second, to a
 * number and the sentence that explains it. Time is a parameter.
 *
 * <p>A caller keeps one {@link dev.steward.core.autoscale.AutoscalerState} for each service, gives
 * it each second's {@link dev.steward.core.autoscale.LoadSample}, and asks {@link
 * dev.steward.core.autoscale.Autoscaler#decide} once a second, or less often, and at once when a
 * request waits.
 *
 * <p>It must not know Kubernetes, gateways, or a clock.
 */
@NullMarked
package dev.steward.core.autoscale;

import org.jspecify.annotations.NullMarked;
