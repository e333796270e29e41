/**
 * The three steps of a task: {@link dev.steward.tasks.run.Planning} lists, measures and cuts,
 * {@link dev.steward.tasks.run.SliceRun} sends a slice's items, {@link
 * dev.steward.tasks.run.Collecting} puts the answers together. {@link
 * dev.steward.tasks.run.TaskRun} does all three in one process.
 *
 * <p>None has state of its own: what they know of each other stands in the journal.
 */
@NullMarked
package dev.steward.tasks.run;

import org.jspecify.annotations.NullMarked;
