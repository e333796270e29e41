package dev.steward.ledger.verify;

/** What is checked. */
public enum Check {
  /** The checkpoint is there and signed by a key that is believed. */
  CHECKPOINT("checkpoint"),
  /** Bundles and tiles are there and whole. */
  FILES("files"),
  /** Entries are entries. */
  ENTRY("entry"),
  /** Tiles hold the hashes that the entries make. */
  TILE("tile"),
  /** The entries make the signed root. */
  ROOT("root"),
  /** The log contains what somebody else has seen of it. */
  CONSISTENCY("consistency"),
  /** Files of records and keys are readable and where they belong. */
  RECORD_FILE("record-file"),
  /** A record belongs to its entry, once. */
  STRAY("stray"),
  /** A record is what its entry commits to. */
  COMMITMENT("commitment"),
  /** A record says of itself what its entry says, and can be read. */
  CONTENT("content"),
  /** Dates in entries are those that the retention gives. */
  RETENTION("retention"),
  /** Every record is there, or there is a receipt. */
  HOLE("hole"),
  /** A key is there for records that are. */
  KEY("key"),
  /** What is due is gone. */
  OVERDUE("overdue"),
  /** Nothing went before its time. */
  EARLY("early"),
  /** Receipts tell the truth. */
  RECEIPT("receipt"),
  /** Purges that were begun have a receipt. */
  UNFINISHED("unfinished"),
  /** Starts and ends belong together. */
  PAIRING("pairing");

  private final String text;

  Check(String text) {
    this.text = text;
  }

  /** Its name in reports. */
  public String text() {
    return text;
  }
}
