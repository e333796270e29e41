package dev.steward.ledger.verify;

import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.note.Checkpoint;
import dev.steward.ledger.record.Gap;
import dev.steward.ledger.record.PurgeReceipt;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a verifier found.
 *
 * @param checkpoint that the log is verified up to; empty if it has none that is believed
 * @param entries how many of each kind
 * @param records how many are there
 * @param decrypted how many of them were read
 * @param open requests that have begun and not ended
 * @param gaps that the log tells of itself
 * @param receipts of what was destroyed
 * @param findings what is wrong, the first thousand
 * @param wrong how many things are wrong
 */
public record Report(
    Optional<Checkpoint> checkpoint,
    Map<EntryKind, Long> entries,
    long records,
    long decrypted,
    long open,
    List<Gap> gaps,
    List<PurgeReceipt> receipts,
    List<Finding> findings,
    long wrong) {

  public Report {
    entries = Map.copyOf(entries);
    gaps = List.copyOf(gaps);
    receipts = List.copyOf(receipts);
    findings = List.copyOf(findings);
  }

  /** Whether nothing is wrong. */
  public boolean sound() {
    return wrong == 0;
  }
}
