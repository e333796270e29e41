package dev.steward.ledger.log;

import dev.steward.ledger.journal.Appended;
import dev.steward.ledger.journal.JournalFile;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.TileTree;
import dev.steward.ledger.note.Checkpoint;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.tile.TilePath;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Writes a log, a step at a time. {@link #commit} is for one thread, {@link #publish} for one
 * thread, which may be another. After an exception of either it is of no more use: what is durable
 * is only known when the log is opened again.
 */
final class LogWriter implements AutoCloseable {

  /** Entries and what came with them that may wait in memory for the publisher. */
  private static final long MOST_PENDING = 64L << 20;

  private final Volume volume;
  private final LogSettings settings;
  private final Beside beside;
  private final TileFiles files;
  private final JournalSeries journals;

  // Of both threads, under the lock.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition published = lock.newCondition();
  private final Growth growth;
  private Pending pending;
  private long pendingBytes;
  private List<Long> full = new ArrayList<>();

  /** Where the journal begins behind all that are in {@link #full}. */
  private Settled current;

  private boolean broken;

  // Written by the committing thread.
  private volatile long durable;

  // Written by the publishing thread.
  private volatile Optional<SignedCheckpoint> last;
  private volatile Settled settled = Settled.NOTHING;

  /** Goes on where {@link Recovery} found the log's end, in a journal of its own. */
  LogWriter(Volume volume, LogSettings settings, Beside beside, Recovery.Found found)
      throws IOException {
    this.volume = volume;
    this.settings = settings;
    this.beside = beside;
    this.files = new TileFiles(volume);
    this.growth = found.growth();
    this.durable = growth.size();
    this.pending = found.pending();
    this.last = found.published();
    this.full.addAll(found.journals());
    this.journals =
        new JournalSeries(volume, settings.journalBytes(), found.nextJournal() - 1, found.chain());
    journals.begin(growth.size(), JournalState.write(growth, beside));
    this.current = new Settled(growth.size(), journals.number());
  }

  /**
   * Makes a group durable, tells so with the index of its first entry, and then lets the tree grow.
   */
  void commit(List<Appended> batch, LongConsumer told) throws IOException, InterruptedException {
    awaitRoom();
    var first = durable;
    if (!journals.write(first, batch)) {
      roll();
      if (!journals.write(first, batch)) {
        throw new IOException("a group of entries is larger than a journal");
      }
    }
    durable = first + batch.size();
    told.accept(first);
    grow(batch);
  }

  private void grow(List<Appended> batch) {
    lock.lock();
    try {
      for (var appended : batch) {
        var kept = new Beside.Kept(growth.size(), appended.entry(), appended.companion());
        growth.append(appended.entry(), pending);
        pending.keep(journals.number(), kept);
        pendingBytes += appended.size();
        beside.committed(kept);
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoom() throws InterruptedException, IOException {
    lock.lock();
    try {
      while (pendingBytes > MOST_PENDING && !broken) {
        published.await();
      }
      if (broken) {
        throw new IOException("what is pending can't be written");
      }
    } finally {
      lock.unlock();
    }
  }

  /** Goes on in a new journal file; the old one is kept until all of it is published. */
  void roll() throws IOException {
    var old = journals.number();
    byte[] state;
    lock.lock();
    try {
      state = JournalState.write(growth, beside);
    } finally {
      lock.unlock();
    }
    journals.begin(growth.size(), state);
    lock.lock();
    try {
      full.add(old);
      current = new Settled(growth.size(), journals.number());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes what was committed into tiles and bundles and signs a checkpoint over it.
   *
   * @return the checkpoint, if there was something new
   */
  Optional<SignedCheckpoint> publish() throws IOException {
    Pending taken;
    long size;
    Hash root;
    List<TileTree.Tile> edge;
    Optional<byte[]> bundle;
    List<Long> done;
    Settled behind;
    lock.lock();
    try {
      taken = pending;
      pending = Pending.none();
      size = growth.size();
      root = growth.root();
      edge = growth.partialTiles();
      bundle = growth.partialBundle();
      done = full;
      behind = current;
      full = new ArrayList<>();
    } finally {
      lock.unlock();
    }
    files.full(taken.tiles(), taken.bundles());
    files.partial(size, edge, bundle);
    for (var journalsOwn : taken.kept().entrySet()) {
      files.alsoUnsynced(beside.store(volume, journalsOwn.getKey(), journalsOwn.getValue()));
    }
    var grown = last.map(signed -> signed.checkpoint().size() != size).orElse(true);
    if (grown) {
      sign(new Checkpoint(settings.origin(), size, root));
    }
    retire(done);
    settled = behind;
    madeRoom(taken);
    journals.allocateNext();
    return grown ? last : Optional.empty();
  }

  private void sign(Checkpoint checkpoint) throws IOException {
    var signed = SignedCheckpoint.sign(checkpoint, settings.signers());
    var path = TileFiles.FOLDER + TilePath.CHECKPOINT;
    volume.replace(path, signed.note().note().getBytes(StandardCharsets.UTF_8));
    last = Optional.of(signed);
  }

  private void retire(List<Long> journals) throws IOException {
    if (journals.isEmpty()) {
      return;
    }
    files.sync();
    for (var one : journals) {
      volume.delete(JournalFile.path(one));
    }
    volume.syncFolder(JournalFile.FOLDER);
  }

  private void madeRoom(Pending written) {
    var bytes =
        written.kept().values().stream()
            .flatMap(List::stream)
            .mapToLong(kept -> new Appended(kept.entry(), kept.companion()).size())
            .sum();
    lock.lock();
    try {
      pendingBytes = Math.max(0, pendingBytes - bytes);
      published.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Publishes the rest and makes all of it durable. */
  void settle() throws IOException {
    publish();
    files.sync();
  }

  /** The last checkpoint that was signed. */
  Optional<SignedCheckpoint> checkpoint() {
    return last;
  }

  /** What is written no more. */
  Settled settled() {
    return settled;
  }

  /** Entries that are durable, published or not. */
  long size() {
    return durable;
  }

  /** Whether a thread of this log has failed. */
  boolean isBroken() {
    lock.lock();
    try {
      return broken;
    } finally {
      lock.unlock();
    }
  }

  /** A thread of this log has failed: whoever waits for the other one waits no more. */
  void breakOff() {
    lock.lock();
    try {
      broken = true;
      published.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    journals.close();
  }
}
