package dev.steward.ledger;

import dev.steward.core.check.Checked;
import dev.steward.ledger.away.AwayVolume;
import dev.steward.ledger.away.Departed;
import dev.steward.ledger.away.Departure;
import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.keep.BucketKeys;
import dev.steward.ledger.keep.Companion;
import dev.steward.ledger.keep.Destruction;
import dev.steward.ledger.keep.RecordStore;
import dev.steward.ledger.log.LogHealth;
import dev.steward.ledger.log.MerkleLog;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.record.ContentPart;
import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.record.Gap;
import dev.steward.ledger.record.Interrupted;
import dev.steward.ledger.record.PurgeIntent;
import dev.steward.ledger.record.PurgeReceipt;
import dev.steward.ledger.record.PurgedSet;
import dev.steward.ledger.record.RecordCodec;
import dev.steward.ledger.record.RequestEnd;
import dev.steward.ledger.record.RequestStart;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.retain.Clocks;
import dev.steward.ledger.retain.Retention;
import dev.steward.ledger.seal.BucketKey;
import dev.steward.ledger.seal.Spares;
import dev.steward.ledger.volume.FolderVolume;
import dev.steward.ledger.volume.Volume;
import dev.steward.ledger.volume.VolumeReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * The evidence log of one gateway, on a volume of its own. Any number of threads, virtual ones too,
 * record at once.
 *
 * <pre>{@code
 * try (var log = EvidenceLog.open(folder, settings)) {
 *   log.record(start, retention);       // durable when it returns: now the answer may begin
 *   …
 *   log.submit(end, retention);         // durable when the future completes
 * }
 * }</pre>
 */
public final class EvidenceLog implements AutoCloseable {

  /** Requests that may have begun and not ended: they stand in the header of each journal. */
  static final int MOST_OPEN = 100_000;

  private final MerkleLog log;
  private final VolumeReader reader;
  private final RecordStore store;
  private final BucketKeys keys;
  private final Destruction destruction;
  private final Optional<Departure> departure;
  private final EvidenceSettings settings;
  private final SecureRandom random = new SecureRandom();
  private final Spares<Companion.Commitments> commitments =
      new Spares<>(Companion.Commitments::new);

  /** Appends share it; who begins to destroy a bucket has it alone, to close the bucket. */
  private final ReentrantReadWriteLock buckets = new ReentrantReadWriteLock();

  /** A bucket isn't destroyed while its files leave. */
  private final ReentrantLock upkeep = new ReentrantLock();

  /** Purges that have no receipt; under the lock above. */
  private final List<PurgeIntent> unfinished = new ArrayList<>();

  private EvidenceLog(
      MerkleLog log,
      RecordStore store,
      Volume volume,
      VolumeReader reader,
      EvidenceSettings settings) {
    this.log = log;
    this.reader = reader;
    this.store = store;
    this.keys = new BucketKeys(volume, settings.root());
    this.destruction = new Destruction(volume, settings.depot(), keys);
    this.departure = settings.depot().map(depot -> new Departure(volume, depot));
    this.settings = settings;
  }

  /**
   * Opens the log in a folder, or begins one in an empty folder. Requests whose end was never
   * recorded are recorded as interrupted; a purge that was begun is brought to its end.
   *
   * @throws LedgerException if another process has it, or what is there isn't a log that was left
   *     by a crash at worst; nothing was overwritten then
   */
  public static EvidenceLog open(Path folder, EvidenceSettings settings) throws LedgerException {
    return open(FolderVolume.open(folder), settings);
  }

  /** The same on any volume, which is closed with the log. */
  public static EvidenceLog open(Volume volume, EvidenceSettings settings) throws LedgerException {
    var store = new RecordStore();
    var all = settings.depot().<Volume>map(depot -> new AwayVolume(volume, depot)).orElse(volume);
    var log =
        new EvidenceLog(MerkleLog.open(all, settings.log(), store), store, volume, all, settings);
    try {
      log.bringToAnEnd();
      return log;
    } catch (LedgerException e) {
      try {
        log.close();
      } catch (LedgerException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  private void bringToAnEnd() throws LedgerException {
    // First: of a key that was being destroyed there may be a part left, which is no key. What was
    // given away is for the next purge: a store that is away mustn't keep the log shut.
    for (var intent : store.openIntents()) {
      destruction.destroyHere(intent.set().bucket());
      if (destruction.hasAll()) {
        acknowledge(intent);
      } else {
        unfinished.add(intent);
      }
    }
    destruction.checkRootKey();
    var now = settings.clock().instant();
    var written = new ArrayList<CompletableFuture<Long>>();
    for (var id : store.openStarts()) {
      written.add(submitOpen(new Interrupted(id, now)));
    }
    for (var one : written) {
      var _ = MerkleLog.await(one);
    }
  }

  /**
   * Whether a record of that time is taken without waiting for a file: the key of its bucket is at
   * hand. Where it isn't, whoever records makes it, which takes a forced file; the first of a day
   * does.
   */
  public boolean isReady(Retention retention, Instant at) {
    return keys.isReady(new Bucket(retention, day(at)));
  }

  /** Records the start of a request; its index when it is durable. */
  public CompletableFuture<Long> submit(RequestStart start, Retention retention) {
    if (store.openCount() >= MOST_OPEN) {
      return CompletableFuture.failedFuture(
          LedgerException.of(
              start.service().text(),
              "%d requests have begun and not ended".formatted(MOST_OPEN),
              "record the end of each request"));
    }
    return submitSealed(start, retention);
  }

  /** Records the end of a request; its index when it is durable. */
  public CompletableFuture<Long> submit(RequestEnd end, Retention retention) {
    return submitSealed(end, retention);
  }

  /** Records a part of a request's content; its index when it is durable. */
  public CompletableFuture<Long> submit(ContentPart part, Retention retention) {
    return submitSealed(part, retention);
  }

  /** Records requests that had no record; its index when it is durable. */
  public CompletableFuture<Long> submit(Gap gap) {
    return submitOpen(gap);
  }

  /** Records the start of a request and returns when it is durable. */
  public long record(RequestStart start, Retention retention) throws LedgerException {
    return MerkleLog.await(submit(start, retention));
  }

  /** Records the end of a request and returns when it is durable. */
  public long record(RequestEnd end, Retention retention) throws LedgerException {
    return MerkleLog.await(submit(end, retention));
  }

  private CompletableFuture<Long> submitSealed(EvidenceRecord record, Retention retention) {
    var bucket = new Bucket(record.kind().belongsTo(), retention, day(record.at()));
    var salt = salt();
    var bytes = RecordCodec.write(record);
    buckets.readLock().lock();
    try {
      var open = keys.forWriting(bucket);
      var entry = open.head().entry(record.kind(), record.id());
      var ciphertext = open.key().seal(entry, salt, bytes);
      return append(
          entry, new Companion.Sealed(salt, open.key().id(), open.head().className(), ciphertext));
    } catch (LedgerException e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      buckets.readLock().unlock();
    }
  }

  private CompletableFuture<Long> submitOpen(EvidenceRecord record) {
    var entry = Entry.open(record.kind(), day(record.at()), record.id());
    return append(entry, new Companion.Open(salt(), RecordCodec.write(record)));
  }

  private CompletableFuture<Long> append(Entry entry, Companion companion) {
    var beside = companion.bytes();
    var head = entry.bytes();
    var commitment = commitments.with(hashes -> hashes.of(head, beside));
    return log.append(entry.committing(commitment).bytes(), beside);
  }

  private byte[] salt() {
    var salt = new byte[BucketKey.SALT];
    random.nextBytes(salt);
    return salt;
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  /**
   * Destroys the buckets that are due, and writes a receipt for each. For one thread at a time; to
   * be called at least once a day.
   *
   * @param policyDigest of the policy in force, for the receipts
   * @return that the clocks don't agree, or what was destroyed
   * @throws LedgerException if it failed on the way: opening the log again goes on with it
   */
  public Purge purge(Clocks clocks, Optional<Word> policyDigest) throws LedgerException {
    return switch (clocks.today()) {
      case Checked.Invalid<LocalDate>(var violation) -> new Purge.Refused(violation);
      case Checked.Valid<LocalDate>(var today) ->
          purge(
              today,
              clocks.own().isBefore(clocks.other()) ? clocks.own() : clocks.other(),
              policyDigest);
    };
  }

  private Purge purge(LocalDate today, Instant now, Optional<Word> policyDigest)
      throws LedgerException {
    upkeep.lock();
    try {
      for (var bucket : destruction.buckets()) {
        if (bucket.mayGo(today)) {
          var set = begin(bucket, policyDigest);
          if (set.isPresent()) {
            var intent = new PurgeIntent(RecordId.random(), now, set.get());
            var _ = MerkleLog.await(submitOpen(intent));
            destruction.destroyHere(bucket);
            unfinished.add(intent);
          }
        }
      }
      return finish();
    } finally {
      upkeep.unlock();
    }
  }

  /** Brings to an end what was begun, now or before. */
  private Purge finish() throws LedgerException {
    var purged = new ArrayList<PurgedSet>();
    var waiting = new ArrayList<Purge.Unfinished>();
    for (var intents = unfinished.iterator(); intents.hasNext(); ) {
      var intent = intents.next();
      var bucket = intent.set().bucket();
      var left = destruction.destroyAway(bucket);
      if (left.isPresent()) {
        waiting.add(new Purge.Unfinished(bucket, left.get()));
      } else {
        acknowledge(intent);
        intents.remove();
        purged.add(intent.set());
      }
    }
    return new Purge.Done(purged, waiting);
  }

  /** Nothing is added to the bucket from here on, and all of it is in its own files. */
  private Optional<PurgedSet> begin(Bucket bucket, Optional<Word> policyDigest)
      throws LedgerException {
    buckets.writeLock().lock();
    try {
      keys.close(bucket);
    } finally {
      buckets.writeLock().unlock();
    }
    var _ = MerkleLog.await(log.rotate());
    return destruction.contents(bucket, policyDigest);
  }

  private void acknowledge(PurgeIntent intent) throws LedgerException {
    var receipt = new PurgeReceipt(intent.id(), settings.clock().instant(), intent.set());
    var _ = MerkleLog.await(submitOpen(receipt));
  }

  /**
   * Lets a few files leave for the depot; see {@link Departure}. For one thread at a time; to be
   * called again at once while more may leave, and after a while otherwise.
   *
   * @param before files that were last written to since then stay
   * @return what left; nothing where there is no depot
   */
  public Departed seal(Instant before) {
    if (departure.isEmpty()) {
      return new Departed(0, 0, false, Optional.empty());
    }
    upkeep.lock();
    try {
      var today = day(settings.clock().instant());
      return departure
          .get()
          .step(
              log.settled(), before, bucket -> destruction.isKept(bucket) && !bucket.mayGo(today));
    } finally {
      upkeep.unlock();
    }
  }

  /** Reads its files, those that left too, while it is open. */
  public VolumeReader reader() {
    return reader;
  }

  /** Whether it takes records. */
  public LogHealth health() {
    return log.health();
  }

  /** The last signed checkpoint. */
  public Optional<SignedCheckpoint> checkpoint() {
    return log.checkpoint();
  }

  /** That it grew from what it was; see {@link MerkleLog#consistency}. */
  public List<Hash> consistency(long older, long size) throws LedgerException {
    return log.consistency(older, size);
  }

  /** Is told each new checkpoint; see {@link MerkleLog#onCheckpoint}. */
  public void onCheckpoint(Consumer<SignedCheckpoint> witness) {
    log.onCheckpoint(witness);
  }

  /** Asks for a checkpoint soon, instead of at its time. */
  public void hurry() {
    log.hurry();
  }

  /** How many entries are durable. */
  public long size() {
    return log.size();
  }

  /** Bytes that a crash had left in part, and that were left out; see {@link MerkleLog#cut}. */
  public long cut() {
    return log.cut();
  }

  /** Takes no more records, and publishes and makes durable what it has. */
  @Override
  public void close() throws LedgerException {
    departure.ifPresent(Departure::end);
    log.close();
  }
}
