/**
 * Shows a person how a task goes: a bar where it can be drawn anew, lines where it can't.
 *
 * <p>It must not know how a task is run.
 */
@NullMarked
package dev.steward.cli.task;

import org.jspecify.annotations.NullMarked;
