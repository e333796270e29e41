package dev.steward.operator.condition;

/**
 * A change that a reader of events wants to see.
 *
 * @param reason in one word
 */
public record Announcement(Severity severity, String reason, String message) {

  /** As events know it. */
  public enum Severity {
    Normal,
    Warning
  }
}
