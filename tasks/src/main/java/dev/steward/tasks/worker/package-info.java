/**
 * The process of a task's pod in a cluster: one step of the task, then its report in the pod's
 * termination message.
 *
 * <p>It knows nothing of Kubernetes but its environment: which step, which slice, where volumes
 * are.
 */
@NullMarked
package dev.steward.tasks.worker;

import org.jspecify.annotations.NullMarked;
