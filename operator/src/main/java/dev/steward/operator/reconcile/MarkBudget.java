package dev.steward.operator.reconcile;

import java.time.Duration;
import java.time.Instant;

/**
 * How many annotations about policies, and statuses that say something new of policies alone, may
 * be written: {@value #A_SECOND} a second, and as many at once. What a policy enforces isn't held
 * up by what tells of it: each ServingConfig that is written takes the place of {@value
 * #OF_A_CONFIG} annotations, so that after an edit over 1,000 services the gateways know within
 * seconds, and the annotations of 10,000 objects follow within minutes, once nothing else is to be
 * written.
 */
final class MarkBudget {

  static final int A_SECOND = 100;
  static final int OF_A_CONFIG = 10;

  /** However much else is written, they don't wait longer for a turn. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private static final Duration EACH = Duration.ofSeconds(1).dividedBy(A_SECOND);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** Thousands that wait don't come back all at once. */
  private static final Duration SPREAD = Duration.ofSeconds(20);

  private Instant fullAt = Instant.EPOCH;

  /** What tells of policies, and how far ahead of its time it may be written. */
  enum Telling {
    ANNOTATION(Duration.ofSeconds(1)),
    /** There is one for each ten annotations, and it is read more often. */
    STATUS(Duration.ofSeconds(2));

    private final Duration ahead;

    Telling(Duration ahead) {
      this.ahead = ahead;
    }
  }

  /** Takes one, if there is one left. */
  synchronized Verdict spend(Telling telling, Instant now) {
    var next = later(fullAt, now).plus(EACH);
    if (next.isAfter(now.plus(telling.ahead))) {
      return Verdict.EXHAUSTED;
    }
    fullAt = next;
    return Verdict.GRANTED;
  }

  /** A ServingConfig was written. */
  synchronized void configWritten(Instant now) {
    var next = later(fullAt, now).plus(EACH.multipliedBy(OF_A_CONFIG));
    var latest = now.plus(LONGEST);
    fullAt = next.isAfter(latest) ? latest : next;
  }

  /**
   * When one that was refused may try again.
   *
   * @param chance from 0 to 1: where among the others
   */
  synchronized Duration pause(Instant now, double chance) {
    var taken = Duration.between(now, later(fullAt, now));
    var least = taken.compareTo(PAUSE) > 0 ? taken : PAUSE;
    return least.plusMillis((long) (SPREAD.toMillis() * chance));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Whether one may be written. */
  enum Verdict {
    GRANTED,
    EXHAUSTED
  }
}
