package dev.steward.core.task;

import java.time.Duration;
import java.util.List;

/**
 * What a few items, sent as the task's own will be, took.
 *
 * @param each how long each item took
 * @param whole from the first item's beginning to the last one's end; shorter than the sum, where
 *     several were under way at once
 */
public record SpeedSample(List<Duration> each, Duration whole) {

  private static final double NANOS = 1e9;

  public SpeedSample {
    each = List.copyOf(each);
    if (each.isEmpty() || !whole.isPositive()) {
      throw new IllegalArgumentException("a sample has items and takes time");
    }
  }

  /** C, in items a second. */
  public double itemsPerSecond() {
    return each.size() * NANOS / whole.toNanos();
  }

  /**
   * How far off the speed may be, as a share of it: twice the standard error of the mean, which
   * holds in 19 of 20 cases. 1 for a single item, which tells nothing of the spread.
   */
  public double error() {
    if (each.size() == 1) {
      return 1;
    }
    double mean = each.stream().mapToLong(Duration::toNanos).average().orElseThrow();
    double squares =
        each.stream().mapToDouble(took -> (took.toNanos() - mean) * (took.toNanos() - mean)).sum();
    double deviation = Math.sqrt(squares / (each.size() - 1));
    return mean == 0 ? 1 : Math.min(1, 2 * deviation / mean / Math.sqrt(each.size()));
  }

  /** T = F/C of {@code items} such items. */
  public Prediction predict(long items) {
    return new Prediction(Duration.ofNanos((long) (items / itemsPerSecond() * NANOS)), error());
  }
}
