/**
 * Runs tasks: cuts their inputs into slices, sends the items to a service, keeps every slice's
 * result once and puts them together.
 *
 * <p>{@code journal} is what is kept and how it is named; {@code call} turns an item into a request
 * and its answer into a result; {@code run} does the three steps (plan, run, collect), each of
 * which may be killed at any moment and begun again by anybody; {@code worker} is the process that
 * does one step in a cluster. The arithmetic is {@code core.task}'s, the bytes are {@code store}'s.
 */
@NullMarked
package dev.steward.tasks;

import org.jspecify.annotations.NullMarked;
