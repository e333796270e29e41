package dev.steward.core.serving;

import java.time.Duration;

/**
 * How requests wait at a gateway while no pod of their service is ready. The bounds are those of
 * one service at one gateway.
 *
 * @param requests that wait at once, 1 to 100,000; one more is refused with 429
 * @param bytes of their bodies that are kept at once, 1 or more; a body past it is refused with 429
 * @param patience how long one of them waits, more than nothing; then it is refused with 503
 */
public record HoldPolicy(int requests, long bytes, Duration patience) {
  private static final int MOST_REQUESTS = 100_000;

  public HoldPolicy {
    if (requests < 1 || requests > MOST_REQUESTS || bytes < 1 || !patience.isPositive()) {
      throw new IllegalArgumentException(
          "a hold has room for 1 to %d requests and at least a byte, for some time: %d, %d, %s"
              .formatted(MOST_REQUESTS, requests, bytes, patience));
    }
  }

  /** What a service has whose owner says nothing: 1000 requests, 64 MiB, two minutes. */
  public static HoldPolicy defaults() {
    return new HoldPolicy(1000, 64L << 20, Duration.ofMinutes(2));
  }
}
