package dev.steward.tasks.run;

import dev.steward.core.task.Aggregation;
import dev.steward.core.task.Tally;

/**
 * What came of a task.
 *
 * @param tally of all items
 * @param path of the results
 * @param sha256 of the results, in hexadecimal digits
 * @param aggregate of the answers
 */
public record Collected(Tally tally, String path, String sha256, Aggregation.Result aggregate) {}
