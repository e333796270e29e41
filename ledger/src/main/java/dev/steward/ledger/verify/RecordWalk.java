package dev.steward.ledger.verify;

import dev.steward.core.check.Checked;
import dev.steward.ledger.entry.BucketHead;
import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.keep.Companion;
import dev.steward.ledger.keep.KeyFile;
import dev.steward.ledger.keep.KeyState;
import dev.steward.ledger.keep.RecordFiles;
import dev.steward.ledger.keep.StoredRecord;
import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.record.RecordCodec;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.seal.BucketKey;
import dev.steward.ledger.seal.RootKey;
import dev.steward.ledger.tile.TileReader;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Goes through all records that lie beside the log, and notes which entries have theirs. */
final class RecordWalk {

  private final VolumeReader volume;
  private final TileReader tiles;
  private final long size;
  private final Optional<RootKey> root;
  private final Findings findings;
  private final KeptRecords kept;
  private final BitSet present = new BitSet();
  private final Companion.Commitments commitments = new Companion.Commitments();
  private long decrypted;

  /** Of the records that are being walked over: the id of their key, and the last one's index. */
  private Optional<String> keyId = Optional.empty();

  private long last = -1;

  private long bundleIndex = -1;
  private List<byte[]> bundle = List.of();

  RecordWalk(
      VolumeReader volume,
      TileReader tiles,
      long size,
      Optional<RootKey> root,
      Findings findings,
      KeptRecords kept) {
    this.volume = volume;
    this.tiles = tiles;
    this.size = size;
    this.root = root;
    this.findings = findings;
    this.kept = kept;
  }

  /** First: what is kept for good, receipts above all. */
  void kept() throws IOException {
    names();
    for (var file : RecordFiles.kept(volume)) {
      walk(file, Optional.empty(), Optional.empty());
    }
  }

  /** Then: what lies in buckets. */
  void buckets() throws IOException {
    for (var bucket : RecordFiles.buckets(volume)) {
      var key = key(bucket);
      var head = BucketHead.of(bucket);
      keyId = KeyFile.keyId(volume, bucket);
      last = -1;
      for (var file : RecordFiles.of(volume, bucket)) {
        walk(file, Optional.of(head), key);
      }
    }
  }

  /** Whatever has a name that no log gives is told: it may hide something. */
  private void names() throws IOException {
    for (var place : RecordFiles.strange(volume)) {
      findings.add(Check.RECORD_FILE, place, "no log has a file or folder of this name");
    }
  }

  private Optional<BucketKey> key(Bucket bucket) throws IOException {
    if (root.isEmpty()) {
      return Optional.empty();
    }
    try {
      return KeyFile.read(volume, bucket, root.get()) instanceof KeyState.Present(var open)
          ? Optional.of(open.key())
          : Optional.empty();
    } catch (LedgerException e) {
      findings.add(Check.KEY, bucket.path(), e.violation().problem());
      return Optional.empty();
    }
  }

  private void walk(String file, Optional<BucketHead> bucket, Optional<BucketKey> key)
      throws IOException {
    var records = StoredRecord.read(volume.read(file).orElse(new byte[0]));
    try {
      while (records.hasNext()) {
        check(file, records.next(), bucket, key);
      }
    } catch (StoredRecord.BrokenRecordException e) {
      // Who writes meanwhile may be within a record that nobody has signed for yet.
      if (e.index() < size) {
        findings.add(Check.RECORD_FILE, file, String.valueOf(e.getMessage()));
      }
    }
  }

  private void check(
      String file, StoredRecord record, Optional<BucketHead> bucket, Optional<BucketKey> key)
      throws IOException {
    var index = record.index();
    if (index >= size) {
      // Written, but not signed yet: nobody vouches for it, and nobody needs to.
      return;
    }
    if (index < 0 || !Arrays.equals(entry(index), record.entry())) {
      findings.add(
          Check.STRAY, file, "it has a record of an entry %d that isn't so".formatted(index));
      return;
    }
    if (index <= last) {
      findings.add(
          Check.STRAY, file, "it has the record of entry %d again, or too late".formatted(index));
      return;
    }
    last = index;
    var entry = Entry.read(record.entry());
    var companion = Companion.read(record.companion());
    if (entry.isEmpty() || companion.isEmpty()) {
      findings.add(Check.STRAY, file, "the record of entry %d isn't one".formatted(index));
      return;
    }
    if (!commitments.of(record.entry(), record.companion()).equals(entry.get().commitment())) {
      findings.add(
          Check.COMMITMENT,
          file,
          "the record of entry %d isn't what was recorded".formatted(index));
      return;
    }
    present.set((int) index);
    switch (companion.get()) {
      case Companion.Sealed sealed -> sealed(file, index, entry.get(), sealed, bucket, key);
      case Companion.Open(var _, var bytes) -> open(file, index, entry.get(), bytes, bucket);
    }
  }

  private void sealed(
      String file,
      long index,
      Entry entry,
      Companion.Sealed sealed,
      Optional<BucketHead> bucket,
      Optional<BucketKey> key) {
    if (entry.kind().form() != EntryKind.Form.SEALED
        || bucket.isEmpty()
        || !bucket.get().className().equals(sealed.className())
        || bucket.get().holds() != entry.kind().belongsTo()
        || bucket.get().day() != entry.day()) {
      findings.add(
          Check.RECORD_FILE, file, "the record of entry %d doesn't belong here".formatted(index));
      return;
    }
    if (keyId.filter(id -> !id.equals(sealed.keyId())).isPresent()) {
      findings.add(Check.KEY, index, "its record was encrypted with another key than lies here");
    }
    if (!bucket.get().fits(entry)) {
      findings.add(
          Check.RETENTION,
          index,
          "its dates aren't those of %s from %s"
              .formatted(sealed.className(), LocalDate.ofEpochDay(entry.day())));
    }
    if (key.isPresent()) {
      decrypt(index, entry, sealed, key.get());
    }
  }

  private void decrypt(long index, Entry entry, Companion.Sealed sealed, BucketKey key) {
    try {
      var bytes = key.open(entry, sealed.salt(), sealed.ciphertext());
      if (read(index, entry, bytes).isPresent()) {
        decrypted++;
      }
    } catch (GeneralSecurityException e) {
      findings.add(Check.CONTENT, index, "its record can't be decrypted");
    }
  }

  private void open(
      String file, long index, Entry entry, byte[] bytes, Optional<BucketHead> bucket) {
    if (entry.kind().form() != EntryKind.Form.OPEN || bucket.isPresent()) {
      findings.add(
          Check.RECORD_FILE, file, "the record of entry %d doesn't belong here".formatted(index));
      return;
    }
    read(index, entry, bytes).ifPresent(record -> kept.add(index, record, findings));
  }

  private Optional<EvidenceRecord> read(long index, Entry entry, byte[] bytes) {
    return switch (RecordCodec.read("entry " + index, entry.kind(), bytes)) {
      case Checked.Invalid<EvidenceRecord>(var violation) -> {
        findings.add(Check.CONTENT, index, violation.problem());
        yield Optional.empty();
      }
      case Checked.Valid<EvidenceRecord>(var record) -> {
        if (!record.id().equals(entry.id())) {
          findings.add(Check.CONTENT, index, "its record is about something else");
          yield Optional.empty();
        }
        yield Optional.of(record);
      }
    };
  }

  /** Files are in the order of the log, so a bundle is read once for each. */
  private byte[] entry(long index) {
    var wanted = index / 256;
    if (wanted != bundleIndex) {
      try {
        bundle = tiles.bundle(wanted);
      } catch (IOException e) {
        // Told by the walk over the tree.
        bundle = List.of();
      }
      bundleIndex = wanted;
    }
    var at = (int) (index % 256);
    return at < bundle.size() ? bundle.get(at) : new byte[0];
  }

  /** The entries whose record is there and right. */
  BitSet present() {
    return present;
  }

  /** How many were decrypted and read. */
  long decrypted() {
    return decrypted;
  }
}
