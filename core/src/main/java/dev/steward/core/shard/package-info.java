/**
 * How work on one model is spread over several pods.
 *
 * <h2>The rows of one request</h2>
 *
 * A batch is cut along its first axis ({@link dev.steward.core.shard.BatchCut}), each part is
 * computed by another pod, and what they answer is put together ({@link
 * dev.steward.core.shard.Aggregate}). A pod's speed C is what it was measured to do, in rows a
 * second ({@link dev.steward.core.shard.Pace}); work F takes it T = F / C. Parts in proportion to
 * the speeds are done at the same time, so the whole takes N / ΣC, and no other cut takes less.
 *
 * <p>Example: 10 rows over pods of 30, 10 and 10 rows a second are cut into 6, 2 and 2, and each
 * part takes 0.2 s. In equal parts the slow ones would take 0.3 s and more.
 *
 * <p>Where one row is wanted for all, as of an ensemble whose members are the rows, the answered
 * rows are folded: by sum, mean and max ({@link dev.steward.core.shard.FloatFold}, {@link
 * dev.steward.core.shard.WholeFold}) or by vote ({@link dev.steward.core.shard.VoteFold}). All are
 * associative, so that what was folded apart can be merged.
 *
 * <p>A part that is late against what its pod's speed foretold is computed a second time elsewhere
 * ({@link dev.steward.core.shard.Hedging}), out of a budget, so that a service that is slow
 * everywhere isn't made slower ({@link dev.steward.core.shard.HedgeBudget}).
 *
 * <h2>The stages of a model</h2>
 *
 * Several pods compute a model one after the other. A stage is a run of neighbouring layers. While
 * one stage computes a micro-batch, the next stage computes the one before it; the slowest stage
 * sets the pace. So the cut is the one whose largest stage is smallest, the linear partition
 * problem (Skiena, "The Algorithm Design Manual", 10.7), within the memory that a stage may have.
 * Among cuts that are equally good, the one is taken over which fewest bytes travel.
 *
 * <p>Example: layers of 4, 1, 1, 1 and 1 in 2 stages are [4] [1 1 1 1]: the bottleneck is 4, and no
 * cut has less.
 *
 * <p>Nothing here knows of a protocol, a connection, a clock or a pod, nor where facts come from.
 */
@NullMarked
package dev.steward.core.shard;

import org.jspecify.annotations.NullMarked;
