package dev.steward.core.policy.rule;

import dev.steward.core.policy.Enforcement;

/**
 * What an admission policy does with what breaks a rule. For each there is one, with the policies
 * of its levels as its parameters. {@code Audit} shares that of {@code Warn}, whose validation it
 * passes: what is logged is logged of what passes too. Evaluating a parameter costs the API server
 * some 40 µs even where its level ends it, so each admission policy less is felt with a hundred
 * policies. It can't share that of {@code Deny}: what can't be evaluated would be refused.
 */
public enum Effect {
  REFUSES("deny"),
  TELLS("warn");

  private final String suffix;

  Effect(String suffix) {
    this.suffix = suffix;
  }

  /** Of policies of that level. */
  public static Effect of(Enforcement level) {
    return switch (level) {
      case DENY -> REFUSES;
      case WARN, AUDIT -> TELLS;
    };
  }

  /** How the names of its admission policies end, behind a hyphen. */
  public String suffix() {
    return suffix;
  }
}
