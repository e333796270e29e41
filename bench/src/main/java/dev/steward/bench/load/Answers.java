package dev.steward.bench.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/** The answers that clients of one thread have got. */
final class Answers {
  private static final Duration SLOWEST = Duration.ofMinutes(5);

  private final Histogram nanos = new Histogram(SLOWEST.toNanos(), 3);
  private final long begun = System.nanoTime();
  private final long end;

  /** From now on, for {@code duration}. */
  Answers(Duration duration) {
    end = begun + duration.toNanos();
  }

  /**
   * One came.
   *
   * @param asked when its request was sent, in nanoseconds of the system's clock
   * @return whether its client asks again
   */
  boolean came(long asked, long now) {
    nanos.recordValue(now - asked);
    return now < end;
  }

  /** All of them, after the last. */
  ClosedLoop.Result result() {
    double seconds = (System.nanoTime() - begun) / 1e9;
    return new ClosedLoop.Result(nanos.getTotalCount() / seconds, nanos);
  }
}
