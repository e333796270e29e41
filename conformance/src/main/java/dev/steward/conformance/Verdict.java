package dev.steward.conformance;

/** What a check found. */
public sealed interface Verdict {

  /** The server does as it should. */
  record Passed() implements Verdict {}

  /**
   * It doesn't.
   *
   * @param sent what it was asked
   * @param expected what it should have answered
   * @param seen what it did
   */
  record Failed(String sent, String expected, String seen) implements Verdict {}

  /** There was nothing to check. */
  record Skipped(String why) implements Verdict {}

  /** Passed where {@code holds}; the other three say what a failure is. */
  static Verdict of(boolean holds, String sent, String expected, String seen) {
    return holds ? new Passed() : new Failed(sent, expected, seen);
  }
}
