package dev.steward.tasks.call;

import java.time.Duration;

/**
 * How long a client puts up with what.
 *
 * @param answer for one try
 * @param absence how long the service may be full or not there at all, for one item
 * @param breaks tries that may break off, or end in a fault of the service, before the item is to
 *     blame: an item that kills a pod does so each time
 * @param firstPause after a first refusal; each next is up to twice as long
 * @param longestPause no pause is longer, a Retry-After's neither
 */
public record Patience(
    Duration answer, Duration absence, int breaks, Duration firstPause, Duration longestPause) {

  /** Ten minutes without a service, which covers a model's loading; three tries. */
  public static final Patience DEFAULT =
      new Patience(
          Duration.ofMinutes(10),
          Duration.ofMinutes(10),
          3,
          Duration.ofMillis(50),
          Duration.ofSeconds(10));

  public Patience {
    if (breaks < 1) {
      throw new IllegalArgumentException("at least one try");
    }
  }
}
