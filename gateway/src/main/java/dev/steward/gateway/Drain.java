package dev.steward.gateway;

import java.time.Duration;

/**
 * How a gateway leaves: it goes on taking requests while Services lead to it or requests still
 * come, then finishes what it has.
 *
 * @param listed the longest that it is waited for that no Service leads here: of thousands of
 *     services each must be told where else to go
 * @param quiet without a new request for this long, nobody sends here any more
 * @param spread the longest that new requests are taken after that, however many come
 * @param finish the longest that requests in hand are waited for in the end
 */
public record Drain(Duration listed, Duration quiet, Duration spread, Duration finish) {

  /**
   * Requests in hand are finished however long they may take, for each has a deadline of an hour at
   * most; it is the pod's grace period that ends a gateway before.
   */
  public static Drain defaults() {
    return new Drain(
        Duration.ofMinutes(5),
        Duration.ofSeconds(3),
        Duration.ofSeconds(15),
        Duration.ofMinutes(61));
  }
}
