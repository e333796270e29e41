package dev.steward.ledger.retain;

/** What a bucket holds. */
public enum Holds {
  /** Records of requests: who was asked for what, and what came of it. */
  RECORDS(""),
  /** What was asked and answered. */
  CONTENT("content-");

  private final String prefix;

  Holds(String prefix) {
    this.prefix = prefix;
  }

  /** What stands before the text of a retention in the name of a class. */
  String prefix() {
    return prefix;
  }
}
