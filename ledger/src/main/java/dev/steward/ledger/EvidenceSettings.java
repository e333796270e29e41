package dev.steward.ledger;

import dev.steward.ledger.log.LogSettings;
import dev.steward.ledger.seal.RootKey;
import java.time.InstantSource;

/**
 * How an evidence log is kept.
 *
 * @param log its keys and its pace
 * @param root wraps the keys of its buckets
 * @param clock for what the log itself records
 */
public record EvidenceSettings(LogSettings log, RootKey root, InstantSource clock) {}
