package dev.steward.gateway.evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * Whether what follows a log is behind it by more than an hour: how long the log was is kept once a
 * minute, until the follower has got so far. Example: at 12:00 the log had 1,000 entries; if the
 * follower has 999 at 13:00, it is late.
 */
final class Lateness {
  private static final Duration MOST = Duration.ofHours(1);
  private static final Duration APART = Duration.ofMinutes(1);

  /** Those that decide are the oldest; there need be no more. */
  private static final int SAMPLES = 90;

  private final ArrayDeque<Sample> unreached = new ArrayDeque<>();

  private record Sample(Instant at, long size) {}

  /**
   * Whether it is late.
   *
   * @param size of the log now
   * @param reached how many entries the follower has got
   */
  boolean at(Instant now, long size, long reached) {
    while (!unreached.isEmpty() && unreached.getFirst().size <= reached) {
      unreached.removeFirst();
    }
    if (size > reached
        && unreached.size() < SAMPLES
        && (unreached.isEmpty() || !now.isBefore(unreached.getLast().at.plus(APART)))) {
      unreached.addLast(new Sample(now, size));
    }
    return !unreached.isEmpty() && unreached.getFirst().at.plus(MOST).isBefore(now);
  }
}
