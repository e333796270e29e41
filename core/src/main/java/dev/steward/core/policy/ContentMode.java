package dev.steward.core.policy;

/** What of prompts and answers is kept, the stricter one first. */
public enum ContentMode {
  /** Nothing. */
  NONE("None"),
  /** All of it, encrypted with keys that can be destroyed. */
  ENCRYPTED("Encrypted");

  private final String word;

  ContentMode(String word) {
    this.word = word;
  }

  /** As it stands in policies. */
  public String word() {
    return word;
  }
}
