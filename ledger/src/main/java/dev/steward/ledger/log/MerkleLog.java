package dev.steward.ledger.log;

import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.journal.Appended;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.Proofs;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.tile.Bundle;
import dev.steward.ledger.tile.TileReader;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * An append-only log on a volume. Any number of threads append at once; those that come while a
 * group is being forced are the next group.
 */
public final class MerkleLog implements AutoCloseable {

  /** What came with one entry may have so many bytes. */
  public static final int LARGEST_COMPANION = 64 << 10;

  private final Volume volume;
  private final LogWriter writer;
  private final LogState state;
  private final PublishLoop publisher;
  private final CommitLoop committer;
  private final long cut;

  private MerkleLog(Volume volume, LogSettings settings, LogWriter writer, long cut) {
    this.volume = volume;
    this.writer = writer;
    this.cut = cut;
    this.state = new LogState(volume.place(), writer);
    this.publisher = new PublishLoop(state, writer, settings.checkpointEvery());
    this.committer = new CommitLoop(state, writer, publisher);
  }

  /**
   * Opens the log on a volume, or begins one on an empty volume.
   *
   * @param volume closed with the log; or here, if that fails
   * @throws LedgerException if the volume can't be used; nothing on it was overwritten then
   */
  public static MerkleLog open(Volume volume, LogSettings settings, Beside beside)
      throws LedgerException {
    try {
      var found = Recovery.find(volume, settings, beside);
      refuseShorter(volume, settings, found.growth().size());
      var writer = Recovery.goOn(volume, settings, beside, found);
      writer.publish();
      checkWitnessed(volume, settings, writer);
      var log = new MerkleLog(volume, settings, writer, found.cut());
      log.committer.start();
      log.publisher.start();
      return log;
    } catch (LedgerException e) {
      closeQuietly(volume, e);
      throw e;
    } catch (IOException e) {
      closeQuietly(volume, e);
      throw LedgerException.io(volume.place(), e);
    }
  }

  private static void closeQuietly(Volume volume, Exception reason) {
    try {
      volume.close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /** Before anything is written: what is too short can't be the witnessed log. */
  private static void refuseShorter(Volume volume, LogSettings settings, long size)
      throws LedgerException {
    var witnessed = settings.witnessed();
    if (witnessed.isPresent() && witnessed.get().checkpoint().size() > size) {
      throw another(volume, witnessed.get().checkpoint().size(), size);
    }
  }

  private static LedgerException another(Volume volume, long witnessed, long size) {
    return LedgerException.of(
        volume.place(),
        "it doesn't contain the witnessed log of %d entries; it has %d itself"
            .formatted(witnessed, size),
        "the volume was swapped, put back or cut: look for the right one, and keep this one as"
            + " evidence");
  }

  private static void checkWitnessed(Volume volume, LogSettings settings, LogWriter writer)
      throws LedgerException, IOException {
    if (settings.witnessed().isEmpty()) {
      return;
    }
    var witnessed = settings.witnessed().get().checkpoint();
    var size = writer.size();
    var contained =
        witnessed.origin().equals(settings.origin())
            && witnessed.size() <= size
            && new Proofs(new TileReader(volume, TileFiles.FOLDER, size))
                .root(witnessed.size())
                .equals(witnessed.root());
    if (!contained) {
      throw another(volume, witnessed.size(), size);
    }
  }

  /**
   * Appends an entry; blocks only while {@value CommitLoop#MOST_WAITING} others wait.
   *
   * @param entry 1 to 65,535 bytes
   * @param companion at most 64 KiB
   * @return its index, once it is durable; a {@link LedgerException} if it isn't
   */
  public CompletableFuture<Long> append(byte[] entry, byte[] companion) {
    if (entry.length < 1
        || entry.length > Bundle.LONGEST_ENTRY
        || companion.length > LARGEST_COMPANION) {
      throw new IllegalArgumentException(
          "an entry of %d bytes with %d beside it".formatted(entry.length, companion.length));
    }
    return committer.ask(
        new Asked.Entry(new Appended(entry, companion), new CompletableFuture<>()));
  }

  /**
   * Goes on in another journal, publishes all that was appended before, and removes the journals
   * that it was in: it lies in its own files then, and nowhere else.
   */
  public CompletableFuture<Long> rotate() {
    return committer.ask(new Asked.Rotation(new CompletableFuture<>()));
  }

  /** Appends an entry and waits until it is durable. */
  public long appendAndWait(byte[] entry, byte[] companion) throws LedgerException {
    return await(append(entry, companion));
  }

  /** The result of an append or rotation, waited for. */
  public static long await(CompletableFuture<Long> index) throws LedgerException {
    try {
      return index.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof LedgerException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Asks for a checkpoint soon, instead of at its time. */
  public void hurry() {
    publisher.hurry();
  }

  /** Whether it takes entries. */
  public LogHealth health() {
    return state.health();
  }

  /** The last signed checkpoint; every entry before its size is in signed tiles. */
  public Optional<SignedCheckpoint> checkpoint() {
    return writer.checkpoint();
  }

  /**
   * That the log of a checkpoint grew from what it was with fewer entries (RFC 6962, 2.1.2).
   *
   * @param older how many; 1 to {@code size}
   * @param size of a checkpoint of this log
   */
  public List<Hash> consistency(long older, long size) throws LedgerException {
    try {
      return new Proofs(new TileReader(volume, TileFiles.FOLDER, size)).consistency(older, size);
    } catch (IOException e) {
      throw LedgerException.io(volume.place(), e);
    }
  }

  /** What is written no more, and may leave the volume. */
  public Settled settled() {
    return writer.settled();
  }

  /** How many entries are durable. */
  public long size() {
    return writer.size();
  }

  /**
   * Bytes of a torn frame that were left out when the log was opened; of none was told that it is
   * durable.
   */
  public long cut() {
    return cut;
  }

  /**
   * Is told each new checkpoint once it is durable, in order, on the publishing thread: it must be
   * quick and throw nothing.
   */
  public void onCheckpoint(Consumer<SignedCheckpoint> witness) {
    publisher.onCheckpoint(witness);
  }

  /** Takes no more entries, makes durable and publishes what it has, and gives the volume back. */
  @Override
  public void close() throws LedgerException {
    var before = state.close();
    if (before instanceof LogHealth.Closed) {
      return;
    }
    try {
      committer.join();
      publisher.end();
      if (before instanceof LogHealth.Healthy && !writer.isBroken()) {
        writer.settle();
      }
      writer.close();
      volume.close();
    } catch (IOException e) {
      closeQuietly(volume, e);
      throw LedgerException.io(volume.place(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LedgerException.io(volume.place(), new IOException("interrupted while it closed", e));
    }
  }
}
