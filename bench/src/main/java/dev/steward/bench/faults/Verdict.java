package dev.steward.bench.faults;

import dev.steward.core.check.Checked;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.keys.InstallationSecret;
import dev.steward.ledger.record.RequestStart;
import dev.steward.ledger.search.FoundRecord;
import dev.steward.ledger.search.RecordSearch;
import dev.steward.ledger.verify.Evidence;
import dev.steward.ledger.verify.Finding;
import dev.steward.ledger.verify.Verifier;
import dev.steward.ledger.volume.FolderReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What an outsider says of a log, and what the clients say of it.
 *
 * @param lost answers that a client saw a byte of and that have neither a record nor a gap
 * @param falseAlarms what the verifier finds wrong with a log that nobody changed
 */
record Verdict(long lost, List<Finding> falseAlarms) {
  private static final LocalDate LONG_AGO = LocalDate.of(2000, 1, 1);

  Verdict {
    falseAlarms = List.copyOf(falseAlarms);
  }

  /** Of a log at rest. */
  static Verdict of(Path folder, Path secret, Seen seen) throws IOException, LedgerException {
    var keys = keys(secret);
    var signer = keys.signer(RecordingGateway.NAME).verifier();
    var volume = new FolderReader(folder);
    var today = LocalDate.now(ZoneOffset.UTC);
    var report = Verifier.verify(volume, Evidence.of(List.of(signer), today).with(keys.root()));
    var starts = report.entries().getOrDefault(EntryKind.START, 0L);
    var begun = new HashSet<String>();
    for (FoundRecord found :
        RecordSearch.find(
            volume,
            keys.root(),
            LONG_AGO,
            today.plusYears(100),
            RequestStart.class::isInstance,
            Integer.MAX_VALUE)) {
      begun.add(found.record().id().toString());
    }
    var named = seen.records().stream().filter(record -> !begun.contains(record)).count();
    var nameless = Math.max(0, seen.answers() - starts);
    var gaps = report.gaps().stream().mapToLong(gap -> gap.requests()).sum();
    var untold = Math.max(0, seen.withoutRecords() - gaps);
    return new Verdict(Math.max(named, nameless) + untold, report.findings());
  }

  private static InstallationSecret keys(Path secret) {
    return switch (InstallationSecret.parse(secret.toString(), name -> text(secret, name))) {
      case Checked.Valid<InstallationSecret>(var keys) -> keys;
      case Checked.Invalid<InstallationSecret>(var violation) ->
          throw new IllegalStateException(violation.message());
    };
  }

  private static Optional<String> text(Path secret, String name) {
    try {
      return Optional.of(Files.readString(secret.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
