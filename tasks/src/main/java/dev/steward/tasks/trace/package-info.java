/**
 * What is told of a task as one trace, whichever processes do it: {@code task} from its begin to
 * its end, below it {@code plan}, a {@code slice} for each time that a worker took one up, and
 * {@code collect}; below those an {@code item}, below that each {@code attempt} at having it
 * answered, by which the service goes on with the trace.
 *
 * <p>Where the task stands in a trace is a part of its plan, so that all who work on it know. Who
 * dies tells nothing of what it had under way; who takes that up tells which attempt it is.
 *
 * <p>A trace is something to look at: of a large task it has the first slices, and of each the
 * first items. The others are traces of their own at the service.
 */
@NullMarked
package dev.steward.tasks.trace;

import org.jspecify.annotations.NullMarked;
