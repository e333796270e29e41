package dev.steward.core.shard;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How fast a pod was of late.
 *
 * <p>The speed is the quotient of two sums, of rows and of seconds, in which each answer counts
 * {@value #KEPT} of what the one after it counts: a long answer weighs more than a short one, which
 * a mean of quotients would turn round.
 *
 * <p>Example: 10 rows in 1 s, then 40 rows in 2 s: (10·0.8 + 40) / (1·0.8 + 2) = 17.1 rows a
 * second.
 *
 * @param rows weighted sum of the rows it answered
 * @param seconds weighted sum of the time it took for them
 * @param measuredNanos when it answered last, on the clock of whoever measures
 */
public record Pace(double rows, double seconds, long measuredNanos) {

  private static final double KEPT = 0.8;

  /**
   * After that long a pod may have become another: its neighbours on the node come and go. It also
   * gets its share again if it was so slow that its share was nothing.
   */
  static final Duration WORTH = Duration.ofMinutes(1);

  /** Of a pod that has answered nothing yet. */
  public static Pace unknown() {
    return new Pace(0, 0, 0);
  }

  /**
   * After one more answer.
   *
   * @param more rows that were answered
   * @param took from sending them to the end of the answer
   * @param nowNanos when that was
   */
  public Pace after(int more, Duration took, long nowNanos) {
    var kept = known(nowNanos) ? KEPT : 0;
    return new Pace(
        rows * kept + more, seconds * kept + Math.max(took.toNanos(), 1) / 1e9, nowNanos);
  }

  /** Rows a second; empty if nothing was measured for {@link #WORTH}. */
  public OptionalDouble speed(long nowNanos) {
    return known(nowNanos) ? OptionalDouble.of(rows / seconds) : OptionalDouble.empty();
  }

  private boolean known(long nowNanos) {
    return seconds > 0 && nowNanos - measuredNanos <= WORTH.toNanos();
  }
}
