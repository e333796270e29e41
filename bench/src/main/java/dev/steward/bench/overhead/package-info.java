/**
 * What the gateway adds to a request, on a model that does nothing, so that the model can't hide
 * it.
 *
 * <p>Three processes share this machine: the runtime of every pod, a gateway that routes to it, and
 * the load generator. What is asked of the gateway is asked of the runtime directly in the same
 * run, turn by turn.
 */
@NullMarked
package dev.steward.bench.overhead;

import org.jspecify.annotations.NullMarked;
