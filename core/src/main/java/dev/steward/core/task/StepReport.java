package dev.steward.core.task;

import java.util.Optional;

/**
 * What a process of a task leaves behind for the operator: its pod's termination message. Each step
 * leaves its own kind.
 */
public sealed interface StepReport {

  /** The task was cut. */
  record Planned(Slices slices, Optional<Prediction> prediction) implements StepReport {}

  /** A slice is finished. */
  record Ran(Tally tally) implements StepReport {}

  /**
   * The results are whole.
   *
   * @param path where they are
   * @param sha256 of them
   */
  record Gathered(Tally tally, String path, String sha256) implements StepReport {}

  /**
   * It can't be done, however often it is tried.
   *
   * @param message what is wrong and what would be right
   */
  record Refused(String message) implements StepReport {}
}
