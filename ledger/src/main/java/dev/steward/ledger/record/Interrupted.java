package dev.steward.ledger.record;

import dev.steward.ledger.entry.RecordId;
import java.time.Instant;

/**
 * A start without an end was found when the log was opened again.
 *
 * @param id of the start
 * @param at when it was found
 */
public record Interrupted(RecordId id, Instant at) implements EvidenceRecord {

  public Interrupted {
    at = Fields.micros(at);
  }
}
