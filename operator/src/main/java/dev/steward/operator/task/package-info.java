/**
 * From an InferenceTask to Jobs and a status, as pure functions.
 *
 * <p>A task is three Jobs, one after the other, each made when the one before has left its report
 * in its pod's termination message: {@code NAME-plan} lists the inputs and cuts them, {@code
 * NAME-run} has an index for each slice, {@code NAME-collect} puts the answers together. A Job
 * isn't changed once it is made: an upgrade of Steward goes on with the image that began.
 *
 * <p>What the items say stands at the task's output path, which the operator neither reads nor
 * writes. It must not know Kubernetes' client, a clock or a file.
 */
@NullMarked
package dev.steward.operator.task;

import org.jspecify.annotations.NullMarked;
