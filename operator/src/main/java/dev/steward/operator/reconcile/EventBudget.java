package dev.steward.operator.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many events a service may have: a burst of {@value #BURST}, then one in {@value
 * #REFILL_SECONDS} seconds. A service that flaps doesn't fill etcd.
 */
final class EventBudget {

  static final int BURST = 20;
  static final int REFILL_SECONDS = 30;

  /** Services remembered; one that is forgotten starts anew, which costs a burst. */
  private static final int SERVICES = 10_000;

  private static final Duration FULL = Duration.ofSeconds((long) BURST * REFILL_SECONDS);

  /** By uid, when the budget will be full again. */
  private final Map<String, Instant> fullAt =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > SERVICES;
        }
      };

  /** Takes one event from the budget of a service, if there is one left. */
  synchronized Verdict spend(String uid, Instant now) {
    var full = fullAt.getOrDefault(uid, now);
    var start = full.isBefore(now) ? now : full;
    var next = start.plusSeconds(REFILL_SECONDS);
    if (next.isAfter(now.plus(FULL))) {
      return Verdict.EXHAUSTED;
    }
    fullAt.put(uid, next);
    return Verdict.GRANTED;
  }

  /** Whether an event may be written. */
  enum Verdict {
    GRANTED,
    EXHAUSTED
  }
}
