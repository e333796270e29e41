package dev.steward.operator.reconcile;

import java.time.Duration;
import java.time.Instant;

/**
 * How many annotations about policies may be written: {@value #A_SECOND} a second, and as many at
 * once. What a policy enforces isn't held up by what tells of it: after an edit over 1,000 services
 * the gateways know within seconds, and the annotations of 10,000 objects follow within minutes.
 */
final class MarkBudget {

  static final int A_SECOND = 100;

  /** When those that are waited for may try again. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  private static final Duration EACH = Duration.ofSeconds(1).dividedBy(A_SECOND);

  private Instant fullAt = Instant.EPOCH;

  /** Takes one, if there is one left. */
  synchronized Verdict spend(Instant now) {
    var start = fullAt.isBefore(now) ? now : fullAt;
    var next = start.plus(EACH);
    if (next.isAfter(now.plusSeconds(1))) {
      return Verdict.EXHAUSTED;
    }
    fullAt = next;
    return Verdict.GRANTED;
  }

  /** Whether one may be written. */
  enum Verdict {
    GRANTED,
    EXHAUSTED
  }
}
