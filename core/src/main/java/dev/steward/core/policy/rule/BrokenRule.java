package dev.steward.core.policy.rule;

import dev.steward.core.check.Violation;

/**
 * A rule that doesn't hold.
 *
 * @param rule which one
 * @param violation what is wrong, in this case
 * @param policy who asks for it: kind and name
 */
public record BrokenRule(Rule rule, Violation violation, String policy) {

  /** In one line, as the API server tells it. */
  public String message() {
    return violation.message() + " (" + policy + rule.ending();
  }
}
