package dev.steward.ledger.record;

import dev.steward.ledger.entry.RecordId;
import java.time.Instant;

/**
 * Requests went by without a record, because a policy says that serving goes before evidence.
 *
 * @param at the end of the gap, when this was written
 * @param from its beginning
 * @param requests how many
 * @param reason why there was no record
 */
public record Gap(RecordId id, Instant at, Instant from, long requests, Word reason)
    implements EvidenceRecord {

  public Gap {
    at = Fields.micros(at);
    from = Fields.micros(from);
    if (requests < 0) {
      throw new IllegalArgumentException("%d requests".formatted(requests));
    }
  }
}
