/**
 * What a task keeps, beside its results, so that anybody can go on with it.
 *
 * <pre>{@code
 * OUTPUT/results.jsonl           the items' answers in input order
 * OUTPUT/results.txt             for images with text, the same for a person
 * OUTPUT/summary.json            counts, aggregate, first failures
 * OUTPUT/.task/plan.json         the slices; written last of what a planner writes
 * OUTPUT/.task/inputs-ID/00007   the items of slice 7, one JSON value a line
 * OUTPUT/.task/slices/00007      their answers
 * OUTPUT/.task/tallies/00007     how many of them failed, and the first of those
 * OUTPUT/.task/begun/600-1200.1  that a worker began these items, a first time
 * OUTPUT/.task/parts/600-638     the answers of a part, where a worker was lost
 * }</pre>
 *
 * <p>Each is written once and never replaced. What a planner that died has left in another {@code
 * inputs-ID} is never read.
 */
@NullMarked
package dev.steward.tasks.journal;

import org.jspecify.annotations.NullMarked;
