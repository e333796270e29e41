package dev.steward.runtime.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Messages of Protocol Buffers, one field after the other, with the places where they lie. What
 * isn't asked for is passed over without being read.
 */
final class WireReader {

  private static final int MAX_NAME = 1024;
  private static final long MAX_NAMES = 64L << 20;

  private final CodedInputStream in;
  private long names;

  /** Reads the {@code size} bytes that {@code bytes} has. */
  WireReader(InputStream bytes, int size) throws IOException {
    in = CodedInputStream.newInstance(bytes);
    in.setSizeLimit(Integer.MAX_VALUE);
    // Nothing may claim to be longer than what is there.
    var _ = in.pushLimit(size);
  }

  /** Reads one field, or passes over it with {@link #skip}. */
  interface FieldReading {
    /**
     * Reads it.
     *
     * @param field its number; -1 for one of another kind than the schema has
     * @param start where its tag begins
     */
    void read(int field, int tag, long start) throws IOException;
  }

  /** Where the reader stands. */
  long position() {
    return in.getTotalBytesRead();
  }

  /** Reads all fields of the message it stands in. */
  void fields(FieldReading reading) throws IOException {
    while (!in.isAtEnd()) {
      long start = position();
      int tag = in.readTag();
      reading.read(WireFormat.getTagFieldNumber(tag), tag, start);
    }
  }

  /** Reads a message that is a field, and says where it lies. */
  Slice message(int tag, FieldReading reading) throws IOException {
    expect(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int length = in.readRawVarint32();
    long start = position();
    int limit = in.pushLimit(length);
    fields(reading);
    in.popLimit(limit);
    return new Slice(start, length);
  }

  /** Passes over a field of bytes, and says where they lie. */
  Slice bytes(int tag) throws IOException {
    expect(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int length = in.readRawVarint32();
    long start = position();
    in.skipRawBytes(length);
    return new Slice(start, length);
  }

  /** Reads a name. */
  String name(int tag) throws IOException {
    expect(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int length = in.readRawVarint32();
    if (length < 0 || length > MAX_NAME) {
      throw new BrokenModelException(
          "a name has %d bytes, and at most %d are read".formatted(length, MAX_NAME));
    }
    names += length;
    if (names > MAX_NAMES) {
      throw new BrokenModelException("its names have more than " + MAX_NAMES + " bytes");
    }
    return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
  }

  /** Reads a whole number. */
  long number(int tag) throws IOException {
    expect(tag, WireFormat.WIRETYPE_VARINT);
    return in.readInt64();
  }

  /** Reads one number of a repeated field, or several that are packed. */
  void numbers(int tag, java.util.function.LongConsumer taking) throws IOException {
    if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
      taking.accept(in.readInt64());
      return;
    }
    expect(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int limit = in.pushLimit(in.readRawVarint32());
    while (!in.isAtEnd()) {
      taking.accept(in.readInt64());
    }
    in.popLimit(limit);
  }

  /** Passes over a field. */
  void skip(int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new BrokenModelException("a group ends that never began");
    }
  }

  private static void expect(int tag, int kind) throws IOException {
    if (WireFormat.getTagWireType(tag) != kind) {
      throw new BrokenModelException(
          "field %d is of another kind than in a model"
              .formatted(WireFormat.getTagFieldNumber(tag)));
    }
  }
}
