package dev.steward.tasks.run;

import dev.steward.core.task.Slices;
import java.time.Duration;

/**
 * How much of a task is under way at once.
 *
 * @param workers slices
 * @param inFlight items for each, which they share
 * @param sliceWork predicted work of a slice
 */
public record Crew(int workers, int inFlight, Duration sliceWork) {

  /**
   * Items of a worker at once. Gateways send each to the pod with the least under way, so pods of
   * unequal speed get work by their speed; three for a pod keep it busy between answers.
   */
  public static final int IN_FLIGHT = 6;

  public Crew {
    if (workers < 1 || inFlight < 1 || !sliceWork.isPositive()) {
      throw new IllegalArgumentException(
          "%d workers with %d items, slices of %s".formatted(workers, inFlight, sliceWork));
    }
  }

  /** With slices of the usual work. */
  public Crew(int workers, int inFlight) {
    this(workers, inFlight, Slices.WORK);
  }
}
