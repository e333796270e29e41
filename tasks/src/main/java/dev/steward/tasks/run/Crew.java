package dev.steward.tasks.run;

/**
 * How much of a task is under way at once.
 *
 * @param workers slices
 * @param inFlight items for each, which they share
 */
public record Crew(int workers, int inFlight) {

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
}
