package dev.steward.ledger;

import dev.steward.ledger.log.LogSettings;
import dev.steward.ledger.seal.RootKey;
import dev.steward.ledger.volume.Depot;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How an evidence log is kept.
 *
 * @param log its keys and its pace
 * @param root wraps the keys of its buckets
 * @param clock for what the log itself records
 * @param depot where its files may go on to; closed with the log
 */
public record EvidenceSettings(
    LogSettings log, RootKey root, InstantSource clock, Optional<Depot> depot) {

  /** All of it stays on its volume. */
  public EvidenceSettings(LogSettings log, RootKey root, InstantSource clock) {
    this(log, root, clock, Optional.empty());
  }

  /** The same with a depot. */
  public EvidenceSettings with(Depot files) {
    return new EvidenceSettings(log, root, clock, Optional.of(files));
  }
}
