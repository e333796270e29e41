package dev.steward.gateway;

import java.time.Duration;

/**
 * How a gateway leaves: it goes on taking requests while they still come, then finishes what it
 * has.
 *
 * @param quiet without a new request for this long, nobody sends here any more
 * @param spread the longest that new requests are taken, however many come
 * @param finish the longest that requests in hand are waited for after that
 */
public record Drain(Duration quiet, Duration spread, Duration finish) {

  /**
   * Requests in hand are finished however long they may take, for each has a deadline of an hour at
   * most; it is the pod's grace period that ends a gateway before.
   */
  public static Drain defaults() {
    return new Drain(Duration.ofSeconds(3), Duration.ofSeconds(15), Duration.ofMinutes(61));
  }
}
