package dev.steward.ledger.record;

import dev.steward.ledger.entry.RecordId;
import java.time.Instant;

/** A bucket is about to be destroyed; durable before anything of it is. */
public record PurgeIntent(RecordId id, Instant at, PurgedSet set) implements EvidenceRecord {

  public PurgeIntent {
    at = Fields.micros(at);
  }
}
