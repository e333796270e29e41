package dev.steward.runtime.pool;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import java.time.Duration;

/**
 * The moment by which a request must be answered.
 *
 * @param nanos on the clock of {@link System#nanoTime}
 * @param allowed how long the request was given
 */
public record Deadline(long nanos, Duration allowed) {

  /** A deadline so far from now. */
  public static Deadline in(Duration allowed) {
    return new Deadline(System.nanoTime() + allowed.toNanos(), allowed);
  }

  /** The same, or sooner where the request gives itself less time, from its beginning. */
  public Deadline within(Duration less) {
    return less.compareTo(allowed) < 0
        ? new Deadline(nanos - allowed.minus(less).toNanos(), less)
        : this;
  }

  /** How long there is still; zero when it has passed. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
  }

  /** Whether it has passed. */
  public boolean passed() {
    return nanos - System.nanoTime() <= 0;
  }

  /** What a request is told whose deadline passed. */
  public Refusal exceeded() {
    var time =
        allowed.toNanosPart() % 1_000_000 == 0
            ? allowed.toMillis() + " ms"
            : allowed.toNanos() / 1_000 + " µs";
    return Refusal.of(ErrorCode.DEADLINE_EXCEEDED, "there was no answer within " + time);
  }
}
