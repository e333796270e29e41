package dev.steward.ledger.search;

import dev.steward.ledger.record.EvidenceRecord;

/**
 * A record that was found.
 *
 * @param index of its entry in the log
 */
public record FoundRecord(long index, EvidenceRecord record) {}
