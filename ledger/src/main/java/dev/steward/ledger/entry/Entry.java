package dev.steward.ledger.entry;

import dev.steward.ledger.merkle.Hash;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Optional;

/**
 * An entry of the tree; its 70 bytes are told in the package.
 *
 * @param day since 1970-01-01
 * @param classId of its bucket's class; 0 if kept for good
 * @param keptUntil first day on which the record may be destroyed, {@link #NEVER} if none
 * @param dueOn day on which it is to be destroyed, {@link #NEVER} if none
 */
public record Entry(
    EntryKind kind, int day, long classId, int keptUntil, int dueOn, RecordId id, Hash commitment) {

  /** Bytes of an entry. */
  public static final int SIZE = 70;

  /** Bytes before the commitment, which covers them. */
  public static final int HEAD = SIZE - Hash.SIZE;

  /** No such day. */
  public static final int NEVER = Integer.MAX_VALUE;

  private static final byte VERSION = 1;
  private static final Hash NONE = Hash.of(new byte[Hash.SIZE]);

  /** The head of an entry for a record that is kept for good. */
  public static Entry open(EntryKind kind, LocalDate day, RecordId id) {
    return new Entry(kind, (int) day.toEpochDay(), 0, NEVER, NEVER, id, NONE);
  }

  /** The same with its commitment. */
  public Entry committing(Hash to) {
    return new Entry(kind, day, classId, keptUntil, dueOn, id, to);
  }

  /** The 70 bytes. */
  public byte[] bytes() {
    var bytes = ByteBuffer.allocate(SIZE);
    bytes.put(VERSION).put(kind.code()).putInt(day).putLong(classId);
    bytes.putInt(keptUntil).putInt(dueOn);
    id.write(bytes);
    return bytes.put(commitment.bytes()).array();
  }

  /** The entry of these bytes, if they are one. */
  public static Optional<Entry> read(byte[] bytes) {
    if (bytes.length != SIZE) {
      return Optional.empty();
    }
    var buffer = ByteBuffer.wrap(bytes);
    var version = buffer.get();
    var kind = EntryKind.of(buffer.get());
    if (version != VERSION || kind.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Entry(
            kind.get(),
            buffer.getInt(),
            buffer.getLong(),
            buffer.getInt(),
            buffer.getInt(),
            RecordId.read(buffer),
            Hash.at(bytes, HEAD)));
  }
}
