package dev.steward.core.task;

import java.time.Duration;
import java.util.Optional;

/**
 * How fast a task goes.
 *
 * @param itemsPerSecond so far; empty before the first item
 * @param timeLeft at this rate; empty before the first item
 */
public record Pace(Optional<Double> itemsPerSecond, Optional<Duration> timeLeft) {

  /** Longer waits are told as this. */
  private static final double LONGEST = Duration.ofDays(365).toSeconds();

  /**
   * The pace of the time that is looked at, which for a resumed task is the time since then.
   *
   * @param done items that came through in {@code elapsed}
   * @param left items still to come
   */
  public static Pace of(long done, long left, Duration elapsed) {
    if (done == 0 || !elapsed.isPositive()) {
      return new Pace(Optional.empty(), Optional.empty());
    }
    double rate = done * 1e9 / elapsed.toNanos();
    return new Pace(
        Optional.of(rate),
        Optional.of(Duration.ofSeconds(Math.round(Math.min(LONGEST, left / rate)))));
  }
}
