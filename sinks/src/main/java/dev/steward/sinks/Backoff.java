package dev.steward.sinks;

import java.time.Duration;

/**
 * How long to wait before something is tried again: a second, twice as long each time, five minutes
 * at most; of that between a half and all by chance, so that several who failed together don't come
 * back together.
 */
public final class Backoff {

  static final Duration LONGEST = Duration.ofMinutes(5);
  private static final long FIRST_MILLIS = 1000;
  private static final int DOUBLINGS = 9;

  private Backoff() {}

  /**
   * The time to wait.
   *
   * @param failures one after another, 1 at least
   * @param chance from 0 to 1
   */
  public static Duration after(int failures, double chance) {
    var whole = Math.min(LONGEST.toMillis(), FIRST_MILLIS << Math.min(failures - 1, DOUBLINGS));
    return Duration.ofMillis((long) (whole * (0.5 + chance / 2)));
  }
}
