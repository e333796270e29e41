package dev.steward.core.task;

import java.time.Duration;

/**
 * How large slices are to be.
 *
 * @param work predicted work of each: what is lost at most when a worker dies, against what it
 *     costs to keep one
 * @param most slices of a task; more work makes them longer
 */
public record Slicing(Duration work, int most) {

  /** Where each slice is a pod of its own. */
  public static final Slicing OF_JOBS = new Slicing(Duration.ofSeconds(30), 10_000);

  public Slicing {
    if (!work.isPositive() || most < 1) {
      throw new IllegalArgumentException("%d slices of %s".formatted(most, work));
    }
  }
}
