package dev.steward.runtime.pool;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many requests are here at once, and how many of them are one tenant's.
 *
 * <p>A tenant may have {@value #SHARE} times as many places as are still free, so that one that
 * sends more and more never has them all: the rule by which switches share a buffer between their
 * ports (Choudhury and Hahne, Dynamic queue length thresholds, 1998). With one tenant alone that is
 * all but a ninth of 1,000 places; with {@value #SHARE} places or fewer, all of them.
 */
final class Admissions {

  private static final int SHARE = 8;

  private final int capacity;
  private final Map<Tenant, Integer> held = new HashMap<>();
  private int admitted;

  /**
   * @param capacity requests that may be here
   */
  Admissions(int capacity) {
    this.capacity = capacity;
  }

  /** Lets a request in, or says why not; who was let in leaves. */
  synchronized Optional<Refusal> admit(Tenant tenant) {
    if (admitted == capacity) {
      return Optional.of(
          full(capacity + " requests are waiting or computed; try again in a moment"));
    }
    int own = held.getOrDefault(tenant, 0);
    if (own >= (capacity - admitted) * SHARE) {
      return Optional.of(
          full(
              own
                  + " requests of this tenant are waiting or computed, which is its share of "
                  + capacity
                  + "; try again in a moment"));
    }
    held.put(tenant, own + 1);
    admitted++;
    return Optional.empty();
  }

  private static Refusal full(String message) {
    return Refusal.of(ErrorCode.QUEUE_FULL, message);
  }

  /** A request of this tenant is over. */
  synchronized void leave(Tenant tenant) {
    held.computeIfPresent(tenant, (name, own) -> own == 1 ? null : own - 1);
    admitted--;
  }

  /** Requests that are here. */
  synchronized int admitted() {
    return admitted;
  }
}
