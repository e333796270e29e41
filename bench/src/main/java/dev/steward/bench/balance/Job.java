package dev.steward.bench.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One request.
 *
 * @param atNanos when it arrives, from the beginning
 * @param workNanos how long a pod of speed 1 computes for it
 */
record Job(long atNanos, long workNanos) {
  /** Exponent of the Pareto distribution of work: its variance is infinite but for the bound. */
  private static final double ALPHA = 1.5;

  private static final double LARGEST = 200;

  /**
   * Requests as they come: at random times, of heavy-tailed work (bounded Pareto).
   *
   * @param meanNanos mean work
   * @param load how much of a speed of 1 the work of all takes
   */
  static List<Job> draw(long seed, int number, double meanNanos, double load) {
    var random = new SplittableRandom(seed);
    var gap = meanNanos / load;
    var jobs = new ArrayList<Job>();
    var at = 0.0;
    for (var i = 0; i < number; i++) {
      at += -Math.log(1 - random.nextDouble()) * gap;
      jobs.add(new Job((long) at, (long) (meanNanos / mean() * size(random.nextDouble()))));
    }
    return jobs;
  }

  /** By inversion; from 1 to {@link #LARGEST}. */
  private static double size(double uniform) {
    var tail = Math.pow(LARGEST, -ALPHA);
    return Math.pow(1 - uniform * (1 - tail), -1 / ALPHA);
  }

  private static double mean() {
    var tail = Math.pow(LARGEST, -ALPHA);
    return ALPHA / (ALPHA - 1) * (1 - Math.pow(LARGEST, 1 - ALPHA)) / (1 - tail);
  }
}
