package dev.steward.core.task;

/**
 * An item that has no answer.
 *
 * @param item its number
 * @param input as a person knows it: its path, or its place in a file
 * @param reason what was wrong; at most {@value #MAX_REASON} characters, longer ones are cut
 */
public record ItemFailure(long item, String input, String reason) {

  /** Enough for field, problem and remedy. */
  public static final int MAX_REASON = 512;

  public ItemFailure {
    reason = reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON - 1) + "…";
  }
}
