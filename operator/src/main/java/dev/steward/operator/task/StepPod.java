package dev.steward.operator.task;

import dev.steward.core.task.StepReport;
import java.util.Optional;

/**
 * A pod of a task that has ended.
 *
 * @param step what it did
 * @param index of its slice; 0 in the other steps
 * @param report what it left behind, where that is a report
 * @param words what it left behind
 */
public record StepPod(Step step, int index, Optional<StepReport> report, String words) {}
