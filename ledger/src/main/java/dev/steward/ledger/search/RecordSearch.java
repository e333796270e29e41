package dev.steward.ledger.search;

import dev.steward.core.check.Checked;
import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.keep.Companion;
import dev.steward.ledger.keep.KeyFile;
import dev.steward.ledger.keep.KeyState;
import dev.steward.ledger.keep.RecordFiles;
import dev.steward.ledger.keep.StoredRecord;
import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.record.RecordCodec;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.retain.Holds;
import dev.steward.ledger.seal.BucketKey;
import dev.steward.ledger.seal.RootKey;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads the records of some days and keeps those that are asked for. It verifies nothing. */
public final class RecordSearch {

  private final VolumeReader volume;
  private final RootKey root;
  private final Predicate<EvidenceRecord> wanted;
  private final int most;
  private final List<FoundRecord> found = new ArrayList<>();

  private RecordSearch(
      VolumeReader volume, RootKey root, Predicate<EvidenceRecord> wanted, int most) {
    this.volume = volume;
    this.root = root;
    this.wanted = wanted;
    this.most = most;
  }

  /**
   * The records that are asked for, in the order of the log.
   *
   * @param from first day, in UTC
   * @param to last day, in UTC
   * @param most how many at most
   * @throws LedgerException if a key or a record can't be read
   * @throws IOException if the volume can't
   */
  public static List<FoundRecord> find(
      VolumeReader volume,
      RootKey root,
      LocalDate from,
      LocalDate to,
      Predicate<EvidenceRecord> wanted,
      int most)
      throws LedgerException, IOException {
    var search = new RecordSearch(volume, root, wanted, most);
    for (var bucket : RecordFiles.buckets(volume)) {
      if (bucket.holds() == Holds.RECORDS
          && !bucket.day().isBefore(from)
          && !bucket.day().isAfter(to)) {
        search.bucket(bucket);
      }
    }
    for (var file : RecordFiles.kept(volume)) {
      search.file(file, Optional.empty(), from, to);
    }
    return search.found.stream()
        .sorted(Comparator.comparingLong(FoundRecord::index))
        .limit(most)
        .toList();
  }

  private void bucket(Bucket bucket) throws LedgerException, IOException {
    var files = RecordFiles.of(volume, bucket);
    if (!files.isEmpty()
        && KeyFile.read(volume, bucket, root) instanceof KeyState.Present present) {
      for (var file : files) {
        file(file, Optional.of(present.bucket().key()), bucket.day(), bucket.day());
      }
    }
  }

  private void file(String file, Optional<BucketKey> key, LocalDate from, LocalDate to)
      throws LedgerException, IOException {
    var records = StoredRecord.read(volume.read(file).orElse(new byte[0]));
    try {
      // Files are in the order of the log: more of one than is asked for is of no use.
      for (var kept = 0; records.hasNext() && kept < most; ) {
        var stored = records.next();
        var entry = Entry.read(stored.entry());
        if (entry.isPresent() && isWithin(entry.get(), from, to)) {
          var record = read(file, stored, entry.get(), key);
          if (wanted.test(record)) {
            found.add(new FoundRecord(stored.index(), record));
            kept++;
          }
        }
      }
    } catch (IllegalArgumentException e) {
      throw damaged(file);
    }
  }

  private static boolean isWithin(Entry entry, LocalDate from, LocalDate to) {
    return entry.day() >= from.toEpochDay() && entry.day() <= to.toEpochDay();
  }

  private EvidenceRecord read(
      String file, StoredRecord stored, Entry entry, Optional<BucketKey> key)
      throws LedgerException {
    try {
      var bytes =
          switch (Companion.read(stored.companion()).orElseThrow(() -> damaged(file))) {
            case Companion.Open(var _, var record) -> record;
            case Companion.Sealed(var salt, var _, var _, var ciphertext) ->
                key.orElseThrow(() -> damaged(file)).open(entry, salt, ciphertext);
          };
      return switch (RecordCodec.read("entry " + stored.index(), entry.kind(), bytes)) {
        case Checked.Valid<EvidenceRecord>(var record) -> record;
        case Checked.Invalid<EvidenceRecord>(var violation) -> throw new LedgerException(violation);
      };
    } catch (GeneralSecurityException e) {
      throw damaged(file);
    }
  }

  private LedgerException damaged(String file) {
    return LedgerException.of(
        volume.place() + "/" + file, "it is damaged", "run steward audit verify to see how");
  }
}
