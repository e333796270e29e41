package dev.steward.ledger.log;

/**
 * What is written no more, not even after a crash: it is in files that were synced, and in no
 * journal.
 *
 * @param size all entries before it
 * @param journal all records that came by journals before it
 */
public record Settled(long size, long journal) {

  /** Nothing is. */
  static final Settled NOTHING = new Settled(0, 0);
}
