package dev.steward.ledger.log;

import dev.steward.ledger.journal.Appended;
import dev.steward.ledger.journal.Frame;
import dev.steward.ledger.journal.JournalFile;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The journal files of a log, one after another, chained by the hashes of their frames. For the
 * committing thread, but for {@link #allocateNext}.
 */
final class JournalSeries implements AutoCloseable {

  private final Volume volume;
  private final int bytes;
  private final List<JournalFile> current = new ArrayList<>();
  private volatile long number;
  private Hash chain;

  private final ReentrantLock allocation = new ReentrantLock();
  private long allocated;

  /**
   * A series without a file.
   *
   * @param last number of the journal before
   * @param chain hash of its last frame
   */
  JournalSeries(Volume volume, int bytes, long last, Hash chain) {
    this.volume = volume;
    this.bytes = bytes;
    this.number = last;
    this.allocated = last;
    this.chain = chain;
  }

  /** The number of the current file. */
  long number() {
    return number;
  }

  /** Goes on in the next file. */
  void begin(long first, byte[] state) throws IOException {
    allocateNext();
    close();
    var following = number + 1;
    var next = new JournalFile(volume.open(JournalFile.path(following)), bytes);
    current.add(next);
    var header = Frame.header(first, chain, state);
    if (!next.fits(header)) {
      throw new IOException("the state of the log is larger than a journal");
    }
    chain = next.write(header);
    number = following;
  }

  /** Makes a group durable; false if it has no room in this file, which is then as it was. */
  boolean write(long first, List<Appended> batch) throws IOException {
    var frame = Frame.batch(first, chain, batch);
    var journal = current.getFirst();
    if (!journal.fits(frame)) {
      return false;
    }
    chain = journal.write(frame);
    return true;
  }

  /** Makes the next file ready, unless it is. Any thread, beforehand: it takes a while. */
  void allocateNext() throws IOException {
    allocation.lock();
    try {
      if (allocated == number) {
        volume.allocate(JournalFile.path(number + 1), bytes);
        allocated = number + 1;
      }
    } finally {
      allocation.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    for (var journal : current) {
      journal.close();
    }
    current.clear();
  }
}
