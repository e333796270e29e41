package dev.steward.ledger.keep;

import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.log.MerkleLog;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A record of a file.
 *
 * @param index of its entry in the log
 * @param entry the entry's bytes
 * @param companion the record's
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record StoredRecord(long index, byte[] entry, byte[] companion) {

  /** Bytes of a record, at most. */
  static final int LARGEST = Long.BYTES + Entry.SIZE + Integer.BYTES + MerkleLog.LARGEST_COMPANION;

  private static final int HEAD = Long.BYTES + Entry.SIZE + Integer.BYTES;

  /** Bytes of a record with such a companion. */
  static int size(int companion) {
    return HEAD + companion;
  }

  /** The bytes of some records, as they are added to a file. */
  static byte[] write(List<StoredRecord> records) {
    var bytes =
        ByteBuffer.allocate(
            records.stream().mapToInt(record -> HEAD + record.companion().length).sum());
    for (var record : records) {
      bytes
          .putLong(record.index())
          .put(record.entry())
          .putInt(record.companion().length)
          .put(record.companion());
    }
    return bytes.array();
  }

  /**
   * The records of a file, one after another.
   *
   * @throws BrokenRecordException by {@code next}, where the bytes are no whole record
   */
  public static Iterator<StoredRecord> read(byte[] file) {
    return read(ByteBuffer.wrap(file));
  }

  /** Whether there is all of a record from a buffer's position on. */
  static boolean isWhole(ByteBuffer bytes) {
    return bytes.remaining() >= HEAD
        && bytes.remaining() - HEAD >= bytes.getInt(bytes.position() + HEAD - Integer.BYTES);
  }

  /** The records from a buffer's position on. */
  static Iterator<StoredRecord> read(ByteBuffer bytes) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return bytes.hasRemaining();
      }

      @Override
      public StoredRecord next() {
        if (!bytes.hasRemaining()) {
          throw new NoSuchElementException();
        }
        if (bytes.remaining() < HEAD) {
          throw new BrokenRecordException(bytes.remaining() < Long.BYTES ? -1 : bytes.getLong());
        }
        var index = bytes.getLong();
        var entry = new byte[Entry.SIZE];
        bytes.get(entry);
        var length = bytes.getInt();
        if (length < Companion.REST || length > bytes.remaining()) {
          throw new BrokenRecordException(index);
        }
        var companion = new byte[length];
        bytes.get(companion);
        return new StoredRecord(index, entry, companion);
      }
    };
  }

  /** A file ends within a record, or the record's length isn't right. */
  public static final class BrokenRecordException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final long index;

    BrokenRecordException(long index) {
      super("it ends within a record");
      this.index = index;
    }

    /** The index that the record gives; -1 if it ends before. */
    public long index() {
      return index;
    }
  }
}
