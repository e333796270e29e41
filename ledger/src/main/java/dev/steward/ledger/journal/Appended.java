package dev.steward.ledger.journal;

/**
 * An entry on its way into the log.
 *
 * @param entry what the tree's leaf is a hash of
 * @param companion what lies beside it; opaque here
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Appended(byte[] entry, byte[] companion) {

  /** Bytes that it takes in a batch. */
  public int size() {
    return Short.BYTES + entry.length + Integer.BYTES + companion.length;
  }
}
