/**
 * How many replicas a service should have: from what the gateways saw of it, second by second, to a
 * number and the sentence that explains it. Time is a parameter.
 *
 * <p>A caller keeps one {@link dev.steward.core.autoscale.AutoscalerState} for each service, gives
 * it each second's {@link dev.steward.core.autoscale.LoadSample}, and asks {@link
 * dev.steward.core.autoscale.Autoscaler#decide} once a second, or less often, and at once when a
 * request waits.
 *
 * <p>The number is the sum of four amounts, divided by what one replica is meant for:
 *
 * <ol>
 *   <li><b>the load</b>, averaged over the stable window; or over the panic window, or the last
 *       second, where that differs by more than chance (3 and 4 standard deviations of independent
 *       requests). Requests that wait aren't load: load is arrivals times the work of each
 *       (Little's law), so that a queue doesn't pass for ten times the demand;
 *   <li><b>its rise</b> until a replica asked for now would be ready, where a line through the last
 *       seconds rises by more than chance. The time of a start is the median of those seen;
 *   <li><b>room for chance</b>: two standard deviations, at most what a utilisation of 0.7 leaves.
 *       Larger services need less of it (square-root staffing; Halfin and Whitt, "Heavy-Traffic
 *       Limits for Queues with Many Exponential Servers", 1981). A rise uses it up;
 *   <li><b>catching up</b>: slots for those who will still wait at that time, given all replicas
 *       that start already: what is coming isn't asked for twice.
 * </ol>
 *
 * <p>Example: target 8, requests of half a second. 38.0 in flight over 60 s, room min(38 / 0.7 -
 * 38, 2 √38) = 12.3: (38 + 12.3) / 8, so 7 replicas. Then 156 requests/s come instead of 76. In the
 * second second they are a load of 77.5, which is more than 4 √38.6 above the 38.6 of the stable
 * window, so that second counts alone, with room √77.5 = 8.8. The 7 replicas answer 112 requests/s;
 * 60 wait, and when a replica asked for now is ready, in 10 s, it will be 493, for whom half a
 * second's work is 490 slots. (77.5 + 8.8 + 490) / 8 is 73; the pace allows 70. They start; from
 * then on nobody is expected to wait at that time, and nothing more is asked for.
 *
 * <p>Bounds: no less than the load took within the last stable window, nor than what it takes to
 * catch up until two starts later; nothing lowered before a whole stable window was seen, or while
 * reports are missing; ten times as many in a panic window at most, half as many at least; the last
 * replica only after the quiet time; minimum, schedule, maximum.
 *
 * <p>It must not know Kubernetes, gateways, or a clock.
 */
@NullMarked
package dev.steward.core.autoscale;

import org.jspecify.annotations.NullMarked;
