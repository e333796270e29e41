package dev.steward.ledger.record;

import dev.steward.ledger.entry.RecordId;
import java.time.Instant;

/**
 * A bucket is destroyed: its key, then its files.
 *
 * @param id of the intent
 */
public record PurgeReceipt(RecordId id, Instant at, PurgedSet set) implements EvidenceRecord {

  public PurgeReceipt {
    at = Fields.micros(at);
  }
}
