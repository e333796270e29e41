package dev.steward.tasks.journal;

import dev.steward.core.task.Prediction;
import dev.steward.core.task.Slices;
import java.time.Instant;
import java.util.Optional;

/**
 * How a task was cut, which stays as it is.
 *
 * @param id names the lists of items that belong to it
 * @param description digest of what was asked for, so that another task can't go on with it
 * @param created when
 * @param slices the cut
 * @param prediction how long it should take; empty for a task too small to be measured
 * @param trace where it stands in a trace; empty where nobody is told
 */
public record TaskPlan(
    String id,
    String description,
    Instant created,
    Slices slices,
    Optional<Prediction> prediction,
    Optional<TaskTrace> trace) {}
