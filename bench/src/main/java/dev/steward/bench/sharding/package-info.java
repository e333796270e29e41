/**
 * One model in one process, in 2 and in 4 stages, on the same cores.
 *
 * <p>Stages share the machine, so that cutting a model can't make it faster here: the ratio says
 * what the way between the stages costs. Every process is that of a pod. The same requests go to
 * each in turn, in one run.
 */
@NullMarked
package dev.steward.bench.sharding;

import org.jspecify.annotations.NullMarked;
