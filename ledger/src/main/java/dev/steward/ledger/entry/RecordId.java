package dev.steward.ledger.entry;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Names what happened to one request: its start, its end and its interruption have the same. 128
 * random bits; 32 hexadecimal digits as text.
 */
public record RecordId(long high, long low) {

  /** Bytes of an id. */
  public static final int SIZE = 16;

  private static final HexFormat HEX = HexFormat.of();
  private static final SecureRandom RANDOM = new SecureRandom();

  /** An id that nobody has yet. */
  public static RecordId random() {
    var bytes = new byte[SIZE];
    RANDOM.nextBytes(bytes);
    return read(ByteBuffer.wrap(bytes));
  }

  /** The id that something has already: an InferenceTask's uid names what is recorded of it. */
  public static RecordId of(UUID uid) {
    return new RecordId(uid.getMostSignificantBits(), uid.getLeastSignificantBits());
  }

  /** Reads 16 bytes. */
  public static RecordId read(ByteBuffer bytes) {
    return new RecordId(bytes.getLong(), bytes.getLong());
  }

  /** Writes 16 bytes. */
  public void write(ByteBuffer bytes) {
    bytes.putLong(high).putLong(low);
  }

  /** The id of a text, if it is one. */
  public static Optional<RecordId> parse(String text) {
    return text.matches("[0-9a-f]{32}")
        ? Optional.of(
            new RecordId(
                Long.parseUnsignedLong(text.substring(0, 16), 16),
                Long.parseUnsignedLong(text.substring(16), 16)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return HEX.toHexDigits(high) + HEX.toHexDigits(low);
  }
}
