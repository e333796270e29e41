package dev.steward.core.autoscale;

/**
 * A decision.
 *
 * @param next the state to decide with the next time
 * @param from replicas that were asked for before
 * @param desired replicas to ask for now
 * @param reason which rule gave {@code desired}
 * @param numbers the arithmetic behind it, in words
 */
public record Scaling(
    AutoscalerState next, int from, int desired, ScalingReason reason, String numbers) {

  /** Whether anything is to be done. */
  public boolean changes() {
    return from != desired;
  }

  /**
   * One line for status and logs, such as {@code 3 → 7: 38.0 requests in flight over 1m + 12.3 for
   * bursts, 8 for each replica}.
   */
  public String sentence() {
    return "%d → %d: %s".formatted(from, desired, numbers);
  }
}
