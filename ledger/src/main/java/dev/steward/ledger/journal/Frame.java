package dev.steward.ledger.journal;

import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.TreeHasher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One frame of a journal.
 *
 * @param first index of its first entry; of a header: of the first entry in its file
 * @param count how many entries; 0 of a header
 * @param previous hash of the frame before
 * @param hash of this one, with all its bytes
 * @param payload what it carries; read only
 */
public record Frame(
    Kind kind, long first, int count, Hash previous, Hash hash, ByteBuffer payload) {

  static final int MAGIC = ByteBuffer.wrap("SLJ1".getBytes(StandardCharsets.US_ASCII)).getInt();
  private static final int CRC_AT = 4 + 1 + 8 + 4 + 4 + Hash.SIZE;
  static final int HEAD = CRC_AT + 4;

  /** What a frame carries. */
  public enum Kind {
    /** The state before a file's first entry. */
    HEADER((byte) 'H'),
    /** Entries that became durable together. */
    BATCH((byte) 'B');

    private final byte code;

    Kind(byte code) {
      this.code = code;
    }

    private static Optional<Kind> of(byte code) {
      return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
    }
  }

  /** The bytes of a header. */
  public static ByteBuffer header(long first, Hash previous, byte[] state) {
    var bytes = begin(Kind.HEADER, first, 0, state.length, previous);
    return finish(bytes.put(state));
  }

  /** The bytes of a batch. */
  public static ByteBuffer batch(long first, Hash previous, List<Appended> batch) {
    var length = batch.stream().mapToInt(Appended::size).sum();
    var bytes = begin(Kind.BATCH, first, batch.size(), length, previous);
    for (var appended : batch) {
      bytes
          .putShort((short) appended.entry().length)
          .put(appended.entry())
          .putInt(appended.companion().length)
          .put(appended.companion());
    }
    return finish(bytes);
  }

  private static ByteBuffer begin(Kind kind, long first, int count, int length, Hash previous) {
    return ByteBuffer.allocate(HEAD + length)
        .putInt(MAGIC)
        .put(kind.code)
        .putLong(first)
        .putInt(count)
        .putInt(length)
        .put(previous.bytes())
        .putInt(0);
  }

  private static ByteBuffer finish(ByteBuffer bytes) {
    bytes.flip();
    return bytes.putInt(CRC_AT, crc(bytes));
  }

  /** Over the whole frame but for its own four bytes. */
  private static int crc(ByteBuffer frame) {
    var crc = new CRC32C();
    crc.update(frame.slice(0, CRC_AT));
    crc.update(frame.slice(HEAD, frame.limit() - HEAD));
    return (int) crc.getValue();
  }

  /** What the next frame's {@code previous} must be. */
  static Hash hash(ByteBuffer frame) {
    var digest = TreeHasher.sha256();
    digest.update(frame.duplicate());
    return Hash.of(digest.digest());
  }

  /** The whole frame that stands at an offset, if one does. */
  static Optional<Frame> at(byte[] file, int offset) {
    if (file.length - offset < HEAD) {
      return Optional.empty();
    }
    var head = ByteBuffer.wrap(file, offset, HEAD);
    var magic = head.getInt();
    var kind = Kind.of(head.get());
    var first = head.getLong();
    var count = head.getInt();
    var length = head.getInt();
    if (magic != MAGIC || kind.isEmpty() || length < 0 || length > file.length - offset - HEAD) {
      return Optional.empty();
    }
    var frame = ByteBuffer.wrap(file, offset, HEAD + length).slice();
    if (frame.getInt(CRC_AT) != crc(frame)) {
      return Optional.empty();
    }
    return Optional.of(
        new Frame(
            kind.get(),
            first,
            count,
            Hash.at(file, offset + 4 + 1 + 8 + 4 + 4),
            hash(frame),
            frame.slice(HEAD, length).asReadOnlyBuffer()));
  }

  /** How many bytes it has in its file. */
  int size() {
    return HEAD + payload.capacity();
  }

  /** The entries of a batch; empty if its payload isn't what a batch carries. */
  public Optional<List<Appended>> entries() {
    var bytes = payload.duplicate();
    var entries = new ArrayList<Appended>();
    for (var i = 0; i < count; i++) {
      if (bytes.remaining() < Short.BYTES) {
        return Optional.empty();
      }
      var length = Short.toUnsignedInt(bytes.getShort());
      if (bytes.remaining() < length + Integer.BYTES) {
        return Optional.empty();
      }
      var entry = new byte[length];
      bytes.get(entry);
      var beside = bytes.getInt();
      if (beside < 0 || bytes.remaining() < beside) {
        return Optional.empty();
      }
      var companion = new byte[beside];
      bytes.get(companion);
      entries.add(new Appended(entry, companion));
    }
    return bytes.hasRemaining() ? Optional.empty() : Optional.of(entries);
  }
}
