package dev.steward.core.policy;

/** What becomes of an object that a policy forbids, the strictest first. */
public enum Enforcement {
  /** It is refused. */
  DENY("Deny"),
  /** It is taken, and who wrote it is warned. */
  WARN("Warn"),
  /** It is taken, and the API server's audit log tells of it. */
  AUDIT("Audit");

  private final String word;

  Enforcement(String word) {
    this.word = word;
  }

  /** As it stands in policies. */
  public String word() {
    return word;
  }
}
