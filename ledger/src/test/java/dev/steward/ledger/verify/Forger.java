package dev.steward.ledger.verify;

import dev.steward.ledger.World;
import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.keep.BucketKeys;
import dev.steward.ledger.keep.Companion;
import dev.steward.ledger.keep.Destruction;
import dev.steward.ledger.keep.RecordFiles;
import dev.steward.ledger.keep.RecordStore;
import dev.steward.ledger.keep.StoredRecord;
import dev.steward.ledger.log.MerkleLog;
import dev.steward.ledger.merkle.NaiveTree;
import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.record.PurgeIntent;
import dev.steward.ledger.record.PurgeReceipt;
import dev.steward.ledger.record.PurgedSet;
import dev.steward.ledger.record.RecordCodec;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.retain.Retention;
import dev.steward.ledger.volume.SimulatedVolume;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A gateway that has all keys and doesn't keep to the rules. */
final class Forger implements AutoCloseable {

  private final World world;
  private final MerkleLog log;
  private final BucketKeys keys;
  private final Destruction destruction;

  private final SimulatedVolume volume;
  private int salts;

  Forger(World world, SimulatedVolume volume) throws Exception {
    this.world = world;
    this.volume = volume;
    this.log = MerkleLog.open(volume, world.settings().log(), new RecordStore());
    this.keys = new BucketKeys(volume, World.ROOT);
    this.destruction = new Destruction(volume, Optional.empty(), keys);
  }

  Bucket bucket(Retention retention) {
    return new Bucket(retention, world.today());
  }

  long append(Entry entry, Companion companion) throws Exception {
    var bytes = companion.bytes();
    var commitment = new Companion.Commitments().of(entry.bytes(), bytes);
    return log.appendAndWait(entry.committing(commitment).bytes(), bytes);
  }

  /** A record in its bucket, with an entry that was changed. */
  long sealed(EvidenceRecord record, Retention retention, UnaryOperator<Entry> change)
      throws Exception {
    var prepared = prepare(record, retention, change);
    return append(prepared.entry(), prepared.companion());
  }

  /** A record in a bucket of any kind. */
  long sealedIn(Bucket bucket, EvidenceRecord record) throws Exception {
    var prepared = prepare(record, bucket, UnaryOperator.identity());
    return append(prepared.entry(), prepared.companion());
  }

  /** A record that isn't in the log yet. */
  record Prepared(Entry entry, Companion companion) {}

  Prepared prepare(EvidenceRecord record, Retention retention, UnaryOperator<Entry> change)
      throws Exception {
    return prepare(record, bucket(retention), change);
  }

  private Prepared prepare(EvidenceRecord record, Bucket bucket, UnaryOperator<Entry> change)
      throws Exception {
    var open = keys.forWriting(bucket);
    var salt = ByteBuffer.allocate(32).putInt(salts++).array();
    var entry = change.apply(open.head().entry(record.kind(), record.id()));
    var ciphertext = open.key().seal(entry, salt, RecordCodec.write(record));
    return new Prepared(
        entry, new Companion.Sealed(salt, open.key().id(), bucket.className(), ciphertext));
  }

  /** What is in a bucket, and the record that will be the next entry but one. */
  PurgedSet contentsWith(Bucket bucket, Prepared late) throws Exception {
    var now = contents(bucket);
    var entries = new ArrayList<byte[]>();
    for (var file : RecordFiles.of(volume, bucket)) {
      StoredRecord.read(volume.read(file).orElseThrow())
          .forEachRemaining(record -> entries.add(record.entry()));
    }
    var commitment = new Companion.Commitments().of(late.entry().bytes(), late.companion().bytes());
    entries.add(late.entry().committing(commitment).bytes());
    return new PurgedSet(
        bucket,
        now.keyId(),
        entries.size(),
        now.first(),
        log.size() + 1,
        NaiveTree.root(entries),
        Optional.empty());
  }

  /** A readable record under an id that may be another one's. */
  long open(EvidenceRecord record, RecordId id) throws Exception {
    var day = LocalDate.ofInstant(record.at(), ZoneOffset.UTC);
    return append(
        Entry.open(record.kind(), day, id),
        new Companion.Open(new byte[32], RecordCodec.write(record)));
  }

  /** A request from its beginning to its end. */
  void request(Retention retention) throws Exception {
    var id = RecordId.random();
    sealed(world.start(id), retention, UnaryOperator.identity());
    sealed(world.end(id), retention, UnaryOperator.identity());
  }

  /** What is in a bucket, once it is in its files. */
  PurgedSet contents(Bucket bucket) throws Exception {
    log.rotate().join();
    return destruction.contents(bucket, Optional.empty()).orElseThrow();
  }

  void destroy(Bucket bucket) throws Exception {
    destruction.destroyHere(bucket);
  }

  RecordId intend(PurgedSet set) throws Exception {
    var id = RecordId.random();
    intend(id, set);
    return id;
  }

  void intend(RecordId id, PurgedSet set) throws Exception {
    open(new PurgeIntent(id, world.instant(), set), id);
  }

  void receipt(RecordId intent, PurgedSet set) throws Exception {
    open(new PurgeReceipt(intent, world.instant(), set), intent);
  }

  /** An encrypted record whose kind is one of those that anybody may read. */
  void hidden(EvidenceRecord record, Retention retention) throws Exception {
    var prepared = prepare(record, retention, UnaryOperator.identity());
    append(Entry.open(record.kind(), world.today(), record.id()), prepared.companion());
  }

  /**
   * A readable record whose kind is one of those that are encrypted, as it lies in a file; what
   * lies in its bucket meanwhile is another.
   */
  byte[] readable(EvidenceRecord record, Retention retention) throws Exception {
    var prepared = prepare(record, retention, UnaryOperator.identity());
    var bytes = new Companion.Open(new byte[32], RecordCodec.write(record)).bytes();
    var commitment = new Companion.Commitments().of(prepared.entry().bytes(), bytes);
    var entry = prepared.entry().committing(commitment).bytes();
    var index = log.appendAndWait(entry, prepared.companion().bytes());
    return ByteBuffer.allocate(Long.BYTES + entry.length + Integer.BYTES + bytes.length)
        .putLong(index)
        .put(entry)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  /** An encrypted record that its key doesn't open. */
  void garbled(EvidenceRecord record, Retention retention) throws Exception {
    var prepared = prepare(record, retention, UnaryOperator.identity());
    var sealed = (Companion.Sealed) prepared.companion();
    append(
        prepared.entry(),
        new Companion.Sealed(
            sealed.salt(),
            sealed.keyId(),
            sealed.className(),
            new byte[sealed.ciphertext().length]));
  }

  /** A readable record of these bytes. */
  void illegible(byte[] record) throws Exception {
    append(
        Entry.open(EntryKind.GAP, world.today(), RecordId.random()),
        new Companion.Open(new byte[32], record));
  }

  /** An entry that commits to what is no companion. */
  void committingToNothing() throws Exception {
    var companion = new byte[Companion.REST + 1];
    var entry = Entry.open(EntryKind.GAP, world.today(), RecordId.random());
    var commitment = new Companion.Commitments().of(entry.bytes(), companion);
    log.appendAndWait(entry.committing(commitment).bytes(), companion);
  }

  /** An entry that is none. */
  void rubbish() throws Exception {
    var bytes = new byte[Entry.SIZE];
    bytes[0] = 9;
    bytes[1] = EntryKind.GAP.code();
    log.appendAndWait(bytes, new Companion.Open(new byte[32], new byte[0]).bytes());
  }

  @Override
  public void close() throws LedgerException {
    log.close();
  }
}
