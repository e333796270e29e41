package dev.steward.core.autoscale.simulate;

import java.time.Duration;

/**
 * The cluster that is simulated.
 *
 * @param startUp how long a replica takes to start, typically
 * @param slots requests that a replica works on at the same time
 * @param work how long it works on one, on average; the times are exponentially distributed
 * @param patience how long a request may wait for a replica before it counts as missed
 */
public record ClusterModel(Duration startUp, int slots, Duration work, Duration patience) {

  /** Start-up times are log-normal with this deviation: two thirds lie within a quarter. */
  static final double START_UP_SPREAD = 0.2;

  public ClusterModel {
    if (startUp.isNegative() || work.isNegative() || work.isZero() || patience.isNegative()) {
      throw new IllegalArgumentException("times are positive");
    }
    if (slots < 1) {
      throw new IllegalArgumentException("a replica works on 1 request or more: " + slots);
    }
  }
}
