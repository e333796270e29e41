package dev.steward.core.policy;

/** What happens to requests while no record of them can be written, the stricter one first. */
public enum AuditFailure {
  /** They are refused. */
  FAIL_CLOSED("FailClosed"),
  /** They are answered, and the gap is recorded afterwards. */
  FAIL_OPEN("FailOpen");

  private final String word;

  AuditFailure(String word) {
    this.word = word;
  }

  /** As it stands in policies. */
  public String word() {
    return word;
  }
}
