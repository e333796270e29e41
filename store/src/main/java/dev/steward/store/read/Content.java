package dev.steward.store.read;

/** A file's bytes, or why there are none. */
public sealed interface Content {

  /** All of them; the array is the reader's, since a large image shouldn't be copied. */
  @SuppressWarnings("ArrayRecordComponent")
  record Whole(byte[] bytes) implements Content {}

  /**
   * It can't be read, and won't be at another try.
   *
   * @param reason what is wrong; what would be right
   */
  record Unreadable(String reason) implements Content {}
}
