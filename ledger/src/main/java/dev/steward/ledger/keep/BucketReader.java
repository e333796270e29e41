package dev.steward.ledger.keep;

import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Reads the records of one bucket forwards, with a window over its files that holds one record at
 * least. For one thread.
 */
public final class BucketReader {

  private static final int WINDOW = 2 * StoredRecord.LARGEST;

  private final VolumeReader volume;
  private final Files files;

  private Optional<String> file = Optional.empty();

  /** Of the file, where the window begins. */
  private long offset;

  /** What was read of the file and not yet gone over. */
  private ByteBuffer window = ByteBuffer.allocate(0);

  /** Finds the files, in their order; some come, and all go at once. */
  private interface Files {
    List<String> now() throws IOException;
  }

  private BucketReader(VolumeReader volume, Files files) {
    this.volume = volume;
    this.files = files;
  }

  /** Of a bucket. */
  public static BucketReader of(VolumeReader volume, Bucket bucket) {
    return new BucketReader(volume, () -> RecordFiles.of(volume, bucket));
  }

  /** Of what is kept for good. */
  public static BucketReader kept(VolumeReader volume) {
    return new BucketReader(volume, () -> RecordFiles.kept(volume));
  }

  /**
   * The record of an entry, which is behind those that were asked for before.
   *
   * @return empty if it isn't there
   * @throws IllegalArgumentException if a file ends within a record before it
   */
  public Optional<StoredRecord> at(long index) throws IOException {
    if (file.isEmpty()) {
      begin(index);
    }
    while (file.isPresent()) {
      var next = peek();
      if (next.isEmpty()) {
        if (!nextFile()) {
          return Optional.empty();
        }
      } else if (next.get().index() > index) {
        return Optional.empty();
      } else {
        var size = StoredRecord.size(next.get().companion().length);
        window.position(window.position() + size);
        if (next.get().index() == index) {
          return next;
        }
      }
    }
    return Optional.empty();
  }

  /** The last file that begins at an entry or before it. */
  private void begin(long index) throws IOException {
    var all = files.now();
    var low = 0;
    var high = all.size();
    while (high - low > 1) {
      var middle = (low + high) >>> 1;
      if (first(all.get(middle)) <= index) {
        low = middle;
      } else {
        high = middle;
      }
    }
    if (!all.isEmpty()) {
      open(all.get(low));
    }
  }

  private long first(String path) throws IOException {
    return volume
        .read(path, 0, Long.BYTES)
        .filter(bytes -> bytes.length == Long.BYTES)
        .map(bytes -> ByteBuffer.wrap(bytes).getLong())
        .orElse(Long.MAX_VALUE);
  }

  private void open(String path) {
    file = Optional.of(path);
    offset = 0;
    window = ByteBuffer.allocate(0);
  }

  private boolean nextFile() throws IOException {
    for (var path : files.now()) {
      if (path.compareTo(file.orElseThrow()) > 0) {
        open(path);
        return true;
      }
    }
    return false;
  }

  /** The record at the window's place; empty at the end of the file. */
  private Optional<StoredRecord> peek() throws IOException {
    // Of a file that is elsewhere each read is a call: what is in the window isn't read again.
    if (!StoredRecord.isWhole(window)) {
      offset += window.position();
      window = ByteBuffer.wrap(volume.read(file.orElseThrow(), offset, WINDOW).orElse(new byte[0]));
    }
    Iterator<StoredRecord> records = StoredRecord.read(window.slice());
    return records.hasNext() ? Optional.of(records.next()) : Optional.empty();
  }
}
