package dev.steward.ledger.tile;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Entries as they lie in a file: each after its length, two bytes, the higher one first. */
public final class Bundle {

  /** Bytes that an entry can have: its length stands in two. */
  public static final int LONGEST_ENTRY = 0xFFFF;

  private Bundle() {}

  /** The bytes of some entries. */
  public static byte[] write(List<byte[]> entries) {
    var bytes = ByteBuffer.allocate(entries.stream().mapToInt(entry -> 2 + entry.length).sum());
    entries.forEach(entry -> bytes.putShort((short) entry.length).put(entry));
    return bytes.array();
  }

  /** The entries of these bytes; empty if the bytes are no bundle. */
  public static Optional<List<byte[]>> read(byte[] bytes) {
    var entries = new ArrayList<byte[]>();
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (buffer.remaining() < 2) {
        return Optional.empty();
      }
      var length = Short.toUnsignedInt(buffer.getShort());
      if (buffer.remaining() < length) {
        return Optional.empty();
      }
      var entry = new byte[length];
      buffer.get(entry);
      entries.add(entry);
    }
    return Optional.of(entries);
  }
}
