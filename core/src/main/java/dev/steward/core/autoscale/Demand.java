package dev.steward.core.autoscale;

import java.time.Duration;

/**
 * What the load asks for, in the metric's unit, with the numbers that it was made of.
 *
 * @param metric whose unit it is
 * @param level the load of the present
 * @param window over which {@code level} was averaged
 * @param rise how much more it will be when a replica asked for now is ready
 * @param headroom room for chance beyond the rise: requests don't come evenly
 * @param waiting requests expected to wait at the time when such a replica is ready
 * @param catchUp what it takes to answer those who wait, beside the others
 * @param startUp how long a replica takes to start
 * @param target what one replica is meant for
 */
record Demand(
    ScalingMetric metric,
    double level,
    Duration window,
    double rise,
    double headroom,
    double waiting,
    double catchUp,
    Duration startUp,
    double target) {

  /** Rounding of sums must not cost a replica. */
  private static final double EPSILON = 1e-9;

  /** The replicas that it takes, before any bound: 0 where there is no load at all. */
  int replicas() {
    return replicasFor(level + rise + headroom + catchUp);
  }

  /** The replicas that the load itself took: without its rise, which is only expected. */
  int proven() {
    return replicasFor(level + headroom);
  }

  /** Those for the load, and those to catch up. */
  int catchingUp() {
    return replicasFor(level + catchUp);
  }

  private int replicasFor(double load) {
    return (int) Math.min(Math.max(Math.ceil(load / target - EPSILON), 0), Integer.MAX_VALUE);
  }

  /**
   * The arithmetic in words, such as {@code 38.0 requests in flight over 1m + 12.3 for bursts, 8
   * for each replica}.
   */
  String sentence() {
    var text =
        new StringBuilder(
            "%s %s over %s".formatted(Words.amount(level), metric.unit(), Words.span(window)));
    if (rise > 0) {
      text.append(
          " + %s by the time a start takes (%ss)"
              .formatted(Words.amount(rise), Words.amount(startUp.toMillis() / 1000.0)));
    }
    if (headroom > 0) {
      text.append(" + %s for bursts".formatted(Words.amount(headroom)));
    }
    if (catchUp > 0) {
      text.append(
          " + %s to answer %s waiting".formatted(Words.amount(catchUp), Words.amount(waiting)));
    }
    return text.append(", %s for each replica".formatted(Words.plain(target))).toString();
  }
}
