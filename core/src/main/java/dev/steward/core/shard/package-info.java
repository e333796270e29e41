/**
 * How a model is cut into stages that several pods compute one after the other.
 *
 * <p>A stage is a run of neighbouring layers. While one stage computes a micro-batch, the next
 * stage computes the one before it; the slowest stage sets the pace. So the cut is the one whose
 * largest stage is smallest, the linear partition problem (Skiena, "The Algorithm Design Manual",
 * 10.7), within the memory that a stage may have. Among cuts that are equally good, the one is
 * taken over which fewest bytes travel.
 *
 * <p>Example: layers of 4, 1, 1, 1 and 1 in 2 stages are [4] [1 1 1 1]: the bottleneck is 4, and no
 * cut has less.
 *
 * <p>It must not know where facts come from, nor what a pod is.
 */
@NullMarked
package dev.steward.core.shard;

import org.jspecify.annotations.NullMarked;
