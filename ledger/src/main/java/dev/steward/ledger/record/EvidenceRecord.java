package dev.steward.ledger.record;

import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.entry.RecordId;
import java.time.Instant;

/** A record of the evidence log. */
public sealed interface EvidenceRecord
    permits RequestStart, RequestEnd, ContentPart, Interrupted, Gap, PurgeIntent, PurgeReceipt {

  /** What it is about. */
  RecordId id();

  /** When, by the writer's clock; to the microsecond. */
  Instant at();

  /** Its kind in the tree. */
  default EntryKind kind() {
    return switch (this) {
      case RequestStart _ -> EntryKind.START;
      case RequestEnd _ -> EntryKind.END;
      case ContentPart _ -> EntryKind.CONTENT;
      case Interrupted _ -> EntryKind.INTERRUPTED;
      case Gap _ -> EntryKind.GAP;
      case PurgeIntent _ -> EntryKind.PURGE_INTENT;
      case PurgeReceipt _ -> EntryKind.PURGE_RECEIPT;
    };
  }
}
