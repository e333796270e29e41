package dev.steward.core.autoscale;

/**
 * A number of replicas on its way through the rules.
 *
 * @param reason the last rule that changed it
 * @param numbers its arithmetic
 */
record Choice(int replicas, ScalingReason reason, String numbers) {

  /** Raised to a number, where it is below. */
  Choice atLeast(int fewest, ScalingReason rule, String because) {
    return replicas >= fewest ? this : new Choice(fewest, rule, because + "; " + numbers);
  }

  /** Lowered to a number, where it is above. */
  Choice atMost(int most, ScalingReason rule, String because) {
    return replicas <= most ? this : new Choice(most, rule, because + "; " + numbers);
  }
}
