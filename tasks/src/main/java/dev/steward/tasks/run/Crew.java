package dev.steward.tasks.run;

import dev.steward.core.task.Slicing;

/**
 * How much of a task is under way at once.
 *
 * @param workers slices
 * @param inFlight items for each, which they share
 * @param slicing how large slices are
 */
public record Crew(int workers, int inFlight, Slicing slicing) {

  /**
   * Items of a worker at once. Gateways send each to the pod with the least under way, so pods of
   * unequal speed get work by their speed; three for a pod keep it busy between answers.
   */
  public static final int IN_FLIGHT = 6;

  public Crew {
    if (workers < 1 || inFlight < 1) {
      throw new IllegalArgumentException(workers + " workers with " + inFlight + " items");
    }
  }

  /** With slices as Jobs have them. */
  public Crew(int workers, int inFlight) {
    this(workers, inFlight, Slicing.OF_JOBS);
  }
}
