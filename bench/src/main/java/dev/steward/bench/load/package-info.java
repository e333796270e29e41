/**
 * A load generator that costs little: it shares two cores with what it measures, so a general HTTP
 * client would be most of the figure.
 *
 * <p>{@link dev.steward.bench.load.OpenLoop} sends at a fixed rate and counts latency from the
 * moment a request was due, so that a stall is seen by every request it delays. {@link
 * dev.steward.bench.load.ClosedLoop} sends the next request when the last is answered, and measures
 * throughput.
 */
@NullMarked
package dev.steward.bench.load;

import org.jspecify.annotations.NullMarked;
