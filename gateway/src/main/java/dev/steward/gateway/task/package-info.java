/**
 * Tasks at a gateway: asked for over HTTP, and, where they are small, run here.
 *
 * <p>Every task is an InferenceTask, over HTTP too ({@code TaskApi} makes the object first), so
 * nothing is lost with a gateway. The gateways look at all of them ({@code TaskKeeper}). Who gets
 * its name into a task's status first, by the object's resource version, holds it; who gives no
 * sign of life for ten seconds ({@code core.task.LifeSigns}) holds nothing, and another takes over.
 * The holder runs the task as any other process does ({@code tasks.run}), through its own address,
 * so that balancing, waiting and priority are those of every request. The journal is files that are
 * written once, kept beside the task: a finished slice is never run again, and a holder that comes
 * back from the dead can replace nothing.
 *
 * <p>Example: gateway 0 holds a task of 60 texts and dies at 40, with three of five slices kept.
 * Ten seconds later gateway 1 takes the task, reads the three, runs the other two and puts the
 * answers together: 60 results, in order, each once.
 *
 * <p>It knows the objects of Kubernetes and not its client: where tasks are kept is a {@code
 * TaskBoard}.
 */
@NullMarked
package dev.steward.gateway.task;

import org.jspecify.annotations.NullMarked;
