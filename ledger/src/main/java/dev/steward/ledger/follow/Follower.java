package dev.steward.ledger.follow;

import dev.steward.core.check.Checked;
import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.keep.BucketReader;
import dev.steward.ledger.keep.Companion;
import dev.steward.ledger.keep.KeyFile;
import dev.steward.ledger.keep.KeyState;
import dev.steward.ledger.keep.StoredRecord;
import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.record.RecordCodec;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.seal.BucketKey;
import dev.steward.ledger.seal.RootKey;
import dev.steward.ledger.search.FoundRecord;
import dev.steward.ledger.tile.TileReader;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows one log; see the package. For one thread. */
public final class Follower {

  private static final String FOLDER = "log/";
  private static final int MOST_BUCKETS = 32;
  private static final int BUNDLE = 256;

  private final VolumeReader volume;
  private final RootKey root;
  private final Companion.Commitments commitments = new Companion.Commitments();
  private final Map<Place, Open> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Open> eldest) {
          return size() > MOST_BUCKETS;
        }
      };
  private BucketReader kept;

  /** Where the readers are: who goes elsewhere needs others. */
  private long expected;

  /** In the tree, a bucket is known by these. */
  private record Place(long classId, int day) {}

  /** A bucket that is being read. */
  private record Open(Bucket bucket, BucketReader records) {}

  /** What became of a record. */
  private sealed interface Fate {
    record Read(EvidenceRecord record) implements Fate {}

    record Destroyed() implements Fate {}

    record Unreadable() implements Fate {}
  }

  /**
   * A follower of the log on a volume.
   *
   * @param root reads the records
   */
  public Follower(VolumeReader volume, RootKey root) {
    this.volume = volume;
    this.root = root;
    this.kept = BucketReader.kept(volume);
  }

  /**
   * The records from an entry on.
   *
   * @param from index of the first entry
   * @param size of the log by a checkpoint
   * @param most how many entries are looked at, at most
   * @throws IOException if the volume can't be read now
   */
  public Stretch next(long from, long size, int most) throws IOException {
    if (from != expected) {
      buckets.clear();
      kept = BucketReader.kept(volume);
    }
    // If it fails on the way, readers are anywhere.
    expected = -1;
    var stretch = new Walk(from, Math.min(size, from + most)).over(size);
    expected = stretch.next();
    return stretch;
  }

  /** One walk. What is known of keys holds as long: they may be destroyed behind it. */
  private final class Walk {
    private final long from;
    private final long until;
    private final Map<Place, KeyState> keys = new HashMap<>();
    private final List<FoundRecord> records = new ArrayList<>();
    private long destroyed;
    private long unreadable;

    Walk(long from, long until) {
      this.from = from;
      this.until = until;
    }

    Stretch over(long size) throws IOException {
      var tiles = new TileReader(volume, FOLDER, size);
      var bundle = List.<byte[]>of();
      for (var index = from; index < until; index++) {
        if (index == from || index % BUNDLE == 0) {
          bundle = tiles.bundle(index / BUNDLE);
        }
        entry(index, bundle.get((int) (index % BUNDLE)));
      }
      return new Stretch(records, until, destroyed, unreadable);
    }

    private void entry(long index, byte[] bytes) throws IOException {
      var entry = Entry.read(bytes);
      if (entry.isPresent() && entry.get().kind() == EntryKind.CONTENT) {
        return;
      }
      switch (entry.isPresent() ? fate(index, bytes, entry.get()) : new Fate.Unreadable()) {
        case Fate.Read(var record) -> records.add(new FoundRecord(index, record));
        case Fate.Destroyed() -> destroyed++;
        case Fate.Unreadable() -> unreadable++;
      }
    }

    private Fate fate(long index, byte[] bytes, Entry entry) throws IOException {
      if (entry.kind().form() == EntryKind.Form.OPEN) {
        return read(index, bytes, entry, stored(kept, index), Optional.empty());
      }
      var place = new Place(entry.classId(), entry.day());
      var open = open(place);
      return switch (keys.get(place)) {
        case KeyState.Present(var key) when open.isPresent() -> {
          var stored = stored(open.get().records(), index);
          // Destroyed while it was looked for.
          yield stored.isEmpty() && KeyFile.isDestroyed(volume, open.get().bucket())
              ? new Fate.Destroyed()
              : read(index, bytes, entry, stored, Optional.of(key.key()));
        }
        case KeyState.Destroyed() -> new Fate.Destroyed();
        case null, default -> new Fate.Unreadable();
      };
    }

    /** The bucket that an entry's record lies in, and what there is of its key. */
    private Optional<Open> open(Place place) throws IOException {
      if (!keys.containsKey(place)) {
        var bucket = bucket(place);
        keys.put(place, bucket.isPresent() ? key(bucket.get()) : new KeyState.Destroyed());
        bucket.ifPresent(found ->
            buckets.computeIfAbsent(place, _ -> new Open(found, BucketReader.of(volume, found))));
      }
      return Optional.ofNullable(buckets.get(place));
    }

    private Optional<Bucket> bucket(Place place) throws IOException {
      var known = Optional.ofNullable(buckets.get(place)).map(Open::bucket);
      if (known.isPresent()) {
        return known;
      }
      return KeyFile.buckets(volume).stream()
          .filter(one -> one.classId() == place.classId() && one.day().toEpochDay() == place.day())
          .findFirst();
    }

    private KeyState key(Bucket bucket) throws IOException {
      try {
        return KeyFile.read(volume, bucket, root);
      } catch (LedgerException e) {
        // Another root key, or a damaged file: the volume's own checks tell it.
        return new KeyState.Absent();
      }
    }
  }

  private static Optional<StoredRecord> stored(BucketReader reader, long index) throws IOException {
    try {
      return reader.at(index);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Fate read(
      long index,
      byte[] bytes,
      Entry entry,
      Optional<StoredRecord> stored,
      Optional<BucketKey> key) {
    if (stored.isEmpty()
        || !Arrays.equals(stored.get().entry(), bytes)
        || !commitments.of(bytes, stored.get().companion()).equals(entry.commitment())) {
      return new Fate.Unreadable();
    }
    try {
      return RecordCodec.read("entry " + index, entry.kind(), plain(entry, stored.get(), key))
              instanceof Checked.Valid<EvidenceRecord>(var record)
          ? new Fate.Read(record)
          : new Fate.Unreadable();
    } catch (GeneralSecurityException e) {
      return new Fate.Unreadable();
    }
  }

  private static byte[] plain(Entry entry, StoredRecord stored, Optional<BucketKey> key)
      throws GeneralSecurityException {
    return switch (Companion.read(stored.companion()).orElse(null)) {
      case Companion.Open(var _, var record) -> record;
      case Companion.Sealed(var salt, var _, var _, var ciphertext) when key.isPresent() ->
          key.get().open(entry, salt, ciphertext);
      case null, default -> new byte[0];
    };
  }
}
