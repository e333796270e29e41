package dev.steward.ledger.record;

import dev.steward.ledger.entry.RecordId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The fields of a record by their numbers, 1 to 127; see the package. */
final class Fields {

  private final TreeMap<Integer, byte[]> values = new TreeMap<>();

  /** Time to the microsecond, which is what a record keeps. */
  static Instant micros(Instant at) {
    return at.truncatedTo(ChronoUnit.MICROS);
  }

  Fields put(int field, byte[] value) {
    values.put(field, value);
    return this;
  }

  Fields put(int field, long value) {
    return put(field, ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  Fields put(int field, Instant at) {
    return put(field, ChronoUnit.MICROS.between(Instant.EPOCH, at));
  }

  Fields put(int field, Word word) {
    return put(field, word.text().getBytes(StandardCharsets.US_ASCII));
  }

  Fields put(int field, RecordId id) {
    var bytes = ByteBuffer.allocate(RecordId.SIZE);
    id.write(bytes);
    return put(field, bytes.array());
  }

  Fields putWord(int field, Optional<Word> word) {
    word.ifPresent(present -> put(field, present));
    return this;
  }

  byte[] bytes() {
    var bytes = new ByteArrayOutputStream();
    values.forEach((field, value) -> {
      bytes.write(field);
      bytes.write(value.length >>> 8);
      bytes.write(value.length);
      bytes.writeBytes(value);
    });
    return bytes.toByteArray();
  }

  /** Reads fields; a reader that finds something wrong throws {@link UnreadableException}. */
  static Fields read(byte[] bytes) {
    var fields = new Fields();
    var buffer = ByteBuffer.wrap(bytes);
    var before = 0;
    while (buffer.hasRemaining()) {
      if (buffer.remaining() < 3) {
        throw new UnreadableException("it ends within a field");
      }
      var field = Byte.toUnsignedInt(buffer.get());
      var length = Short.toUnsignedInt(buffer.getShort());
      if (field <= before || buffer.remaining() < length) {
        throw new UnreadableException("its fields aren't in order");
      }
      var value = new byte[length];
      buffer.get(value);
      fields.values.put(field, value);
      before = field;
    }
    return fields;
  }

  private Optional<byte[]> take(int field) {
    return Optional.ofNullable(values.remove(field));
  }

  byte[] bytes(int field, int length) {
    var value = bytes(field);
    if (value.length != length) {
      throw new UnreadableException("a field is of a wrong length");
    }
    return value;
  }

  byte[] bytes(int field) {
    return take(field).orElseThrow(() -> new UnreadableException("a field is missing"));
  }

  long number(int field) {
    return ByteBuffer.wrap(bytes(field, Long.BYTES)).getLong();
  }

  OptionalLong optionalNumber(int field) {
    return values.containsKey(field) ? OptionalLong.of(number(field)) : OptionalLong.empty();
  }

  Instant instant(int field) {
    return Instant.EPOCH.plus(number(field), ChronoUnit.MICROS);
  }

  Word word(int field) {
    return optionalWord(field).orElseThrow(() -> new UnreadableException("a text is missing"));
  }

  Optional<Word> optionalWord(int field) {
    return take(field).map(value -> new Word(new String(value, StandardCharsets.ISO_8859_1)));
  }

  RecordId id(int field) {
    return RecordId.read(ByteBuffer.wrap(bytes(field, RecordId.SIZE)));
  }

  Optional<RecordId> optionalId(int field) {
    return values.containsKey(field) ? Optional.of(id(field)) : Optional.empty();
  }

  /** All fields must have been read by now. */
  void end() {
    if (!values.isEmpty()) {
      throw new UnreadableException("it has a field that this version doesn't know");
    }
  }

  /** Bytes that are no record; never leaves {@link RecordCodec}. */
  static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String problem) {
      super(problem);
    }
  }
}
