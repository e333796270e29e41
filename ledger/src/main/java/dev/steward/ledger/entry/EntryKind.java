package dev.steward.ledger.entry;

import dev.steward.ledger.retain.Holds;
import java.util.Arrays;
import java.util.Optional;

/** What kind of record an entry stands for. */
public enum EntryKind {
  /** A request came in. */
  START(1, Form.SEALED),
  /** A request has ended, however it did. */
  END(2, Form.SEALED),
  /** A request whose end nobody saw: its gateway ended first. */
  INTERRUPTED(3, Form.OPEN),
  /** Requests went by without a record, as policy allowed. */
  GAP(4, Form.OPEN),
  /** A bucket is about to be destroyed. */
  PURGE_INTENT(5, Form.OPEN),
  /** A bucket is destroyed. */
  PURGE_RECEIPT(6, Form.OPEN),
  /** A part of what was asked and answered. */
  CONTENT(7, Form.SEALED);

  /** How records of a kind lie on the volume. */
  public enum Form {
    /** Encrypted, in their bucket, until they are due. */
    SEALED,
    /** Readable, for good: there is nothing in them of anybody. */
    OPEN
  }

  private final byte code;
  private final Form form;

  EntryKind(int code, Form form) {
    this.code = (byte) code;
    this.form = form;
  }

  /** As it stands in an entry. */
  public byte code() {
    return code;
  }

  /** How its records lie on the volume. */
  public Form form() {
    return form;
  }

  /** Which buckets have such records, of those that are sealed. */
  public Holds belongsTo() {
    return this == CONTENT ? Holds.CONTENT : Holds.RECORDS;
  }

  /** The kind of a code. */
  public static Optional<EntryKind> of(byte code) {
    return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
  }
}
