package dev.steward.ledger.rehearse;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.EvidenceSettings;
import dev.steward.ledger.Purge;
import dev.steward.ledger.copy.LogCopy;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.keep.KeyFile;
import dev.steward.ledger.log.LogSettings;
import dev.steward.ledger.note.Origin;
import dev.steward.ledger.note.SignerKey;
import dev.steward.ledger.note.VerifierKey;
import dev.steward.ledger.record.PurgedSet;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.retain.Clocks;
import dev.steward.ledger.volume.FolderReader;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A purge that took place on a copy.
 *
 * @param log the log that was copied
 * @param key that the copy's checkpoints are verified with from now on
 * @param destroyed what is gone from the copy, each with a receipt there
 * @param kept how many buckets are left there
 */
public record Rehearsal(Origin log, VerifierKey key, List<PurgedSet> destroyed, int kept) {

  /** The file in the copy with its public key. */
  public static final String KEY_FILE = "rehearsal.pub";

  private static final int SMALL_JOURNAL = 256 << 10;

  public Rehearsal {
    destroyed = List.copyOf(destroyed);
  }

  /**
   * Copies a log and destroys in the copy what a gateway would destroy on a day. Requests that were
   * under way are interrupted there, as by the end of the gateway.
   *
   * @param log is only read; it may be written to meanwhile
   * @param keys of the log, one of which signed its checkpoint
   * @param copy a folder, empty or not there yet
   * @param day in UTC, not before the newest records
   * @throws LedgerException if the log isn't one that a gateway could open, by these keys
   */
  public static Rehearsal of(VolumeReader log, List<VerifierKey> keys, Path copy, LocalDate day)
      throws LedgerException, IOException {
    var origin = LogCopy.take(log, copy).origin();
    var reader = new FolderReader(copy);
    var buckets = present(reader);
    var newest = buckets.stream().max(Comparator.comparing(Bucket::day));
    if (newest.isPresent() && day.isBefore(newest.get().day())) {
      throw LedgerException.of(
          day.toString(),
          "there are records of %s already".formatted(newest.get().day()),
          "name that day or a later one");
    }
    var signer = SignerKey.generate(rehearsed(origin));
    var root = newest.isPresent() ? KeyFile.rootId(reader, newest.get()) : Optional.<String>empty();
    var destroyed = purge(copy, settings(signer, keys, root.orElse("none"), day));
    Files.writeString(copy.resolve(KEY_FILE), signer.verifier().text() + "\n");
    return new Rehearsal(origin, signer.verifier(), destroyed, buckets.size() - destroyed.size());
  }

  private static List<Bucket> present(VolumeReader copy) throws IOException {
    var present = new ArrayList<Bucket>();
    for (var bucket : KeyFile.buckets(copy)) {
      if (!KeyFile.isDestroyed(copy, bucket)) {
        present.add(bucket);
      }
    }
    return present;
  }

  private static Origin rehearsed(Origin origin) throws LedgerException {
    return switch (origin.rehearsal()) {
      case Checked.Valid<Origin>(var name) -> name;
      case Checked.Invalid<Origin>(Violation violation) -> throw new LedgerException(violation);
    };
  }

  private static EvidenceSettings settings(
      SignerKey signer, List<VerifierKey> keys, String root, LocalDate day) {
    return new EvidenceSettings(
        new LogSettings(
            List.of(signer),
            keys,
            LogSettings.of(signer).checkpointEvery(),
            SMALL_JOURNAL,
            Optional.empty()),
        new NoRootKey(root),
        InstantSource.fixed(day.atStartOfDay(ZoneOffset.UTC).toInstant()));
  }

  private static List<PurgedSet> purge(Path copy, EvidenceSettings settings)
      throws LedgerException {
    try (var log = EvidenceLog.open(copy, settings)) {
      var now = settings.clock().instant();
      return switch (log.purge(new Clocks(now, now), Optional.empty())) {
        case Purge.Done(var purged, var _) -> purged;
        case Purge.Refused(var violation) -> throw new LedgerException(violation);
      };
    }
  }
}
