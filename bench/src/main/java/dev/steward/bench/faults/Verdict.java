package dev.steward.bench.faults;

import dev.steward.bench.faults.away.Received;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.record.RequestStart;
import dev.steward.ledger.search.FoundRecord;
import dev.steward.ledger.search.RecordSearch;
import dev.steward.ledger.verify.Evidence;
import dev.steward.ledger.verify.Finding;
import dev.steward.ledger.verify.Verifier;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;

/**
 * What an outsider says of a log, and what the clients and the receiver of its records say of it.
 *
 * @param lost answers that a client saw a byte of and that have neither a record nor a gap
 * @param falseAlarms what the verifier finds wrong with a log that nobody changed
 * @param undelivered records that the receiver should have and hasn't
 * @param misdelivered what the receiver has and the log hasn't, or what came ill-formed
 */
record Verdict(long lost, List<Finding> falseAlarms, long undelivered, long misdelivered) {
  private static final LocalDate LONG_AGO = LocalDate.of(2000, 1, 1);

  Verdict {
    falseAlarms = List.copyOf(falseAlarms);
  }

  /**
   * Of a log at rest.
   *
   * @param volume reads all of it, what left it too
   * @param signed records before this one should be with the receiver
   */
  static Verdict of(
      VolumeReader volume, Installation installation, Seen seen, Received received, long signed)
      throws IOException, LedgerException {
    var signer = installation.signer().verifier();
    var root = installation.keys().root();
    var today = LocalDate.now(ZoneOffset.UTC);
    var report = Verifier.verify(volume, Evidence.of(List.of(signer), today).with(root));
    var starts = report.entries().getOrDefault(EntryKind.START, 0L);
    var records =
        RecordSearch.find(
            volume, root, LONG_AGO, today.plusYears(100), record -> true, Integer.MAX_VALUE);
    var begun = new HashSet<String>();
    for (FoundRecord found : records) {
      if (found.record() instanceof RequestStart start) {
        begun.add(start.id().toString());
      }
    }
    var named = seen.records().stream().filter(record -> !begun.contains(record)).count();
    var nameless = Math.max(0, seen.answers() - starts);
    var gaps = report.gaps().stream().mapToLong(gap -> gap.requests()).sum();
    var untold = Math.max(0, seen.withoutRecords() - gaps);
    var compared = received.compare(records, signed);
    return new Verdict(
        Math.max(named, nameless) + untold,
        report.findings(),
        compared.undelivered(),
        compared.foreign() + received.illFormed());
  }

  /** Whether nothing is wrong. */
  boolean isGood() {
    return lost == 0 && falseAlarms.isEmpty() && undelivered == 0 && misdelivered == 0;
  }
}
