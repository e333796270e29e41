package dev.steward.core.autoscale;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One second of one service, summed over its gateways. A second without a request is a sample of
 * zeros: a missing sample means that nobody knows.
 *
 * @param second the begin of the second
 * @param inFlight requests that were here, on average over the second: those that wait included
 * @param waiting of them, those that no replica had taken yet, on average
 * @param arrived requests that came in this second
 * @param finished requests that left it answered
 * @param ready replicas that could answer
 */
public record LoadSample(
    Instant second, double inFlight, double waiting, double arrived, double finished, int ready) {

  /** More than any service has, so that a broken counter can't overflow a sum. */
  static final double MOST = 1e9;

  public LoadSample {
    second = second.truncatedTo(ChronoUnit.SECONDS);
    inFlight = amount("inFlight", inFlight);
    waiting = Math.min(amount("waiting", waiting), inFlight);
    arrived = amount("arrived", arrived);
    finished = amount("finished", finished);
    if (ready < 0) {
      throw new IllegalArgumentException("ready is 0 or more: " + ready);
    }
  }

  /** Whether anybody asked, or still waited for an answer. */
  boolean busy() {
    return inFlight > 0 || arrived > 0;
  }

  /** Requests that replicas have, whether they work on them or queue them. */
  double taken() {
    return inFlight - waiting;
  }

  private static double amount(String name, double value) {
    if (!(value >= 0) || value > MOST) {
      throw new IllegalArgumentException("%s is 0 to 1e9: %s".formatted(name, value));
    }
    return value;
  }
}
