package dev.steward.runtime;

import dev.steward.runtime.web.HttpLimits;
import java.time.Duration;

/** Bounds for clients that tests can reach. */
final class Limits {

  private Limits() {}

  /** Bodies of so many bytes, and four times as many of all together. */
  static HttpLimits ofBodies(long bytes) {
    return new HttpLimits(
        bytes,
        4 * bytes,
        16 << 10,
        100,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60));
  }
}
