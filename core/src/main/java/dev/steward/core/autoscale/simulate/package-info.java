/**
 * What an autoscaler would have done: a trace of load, a model of a cluster and a virtual clock.
 *
 * <p>Requests arrive by chance at the trace's rate (a Poisson process) and wait, first come first
 * served, for the ready replica that works on the fewest. Each second the policy gets what gateways
 * would have reported and says how many replicas it wants. The same seed gives the same requests
 * and the same amounts of work to every policy.
 *
 * <p>It must not know which policy it runs.
 */
@NullMarked
package dev.steward.core.autoscale.simulate;

import org.jspecify.annotations.NullMarked;
