package dev.steward.runtime.gguf;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a file front to back, and never past its end. */
final class GgufBytes {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment bytes;
  private long at;

  GgufBytes(MemorySegment bytes) {
    this.bytes = bytes;
  }

  /** Where the next byte is read. */
  long at() {
    return at;
  }

  /** How many bytes there are in all. */
  long size() {
    return bytes.byteSize();
  }

  /** Bytes that are still to be read. */
  long left() {
    return size() - at;
  }

  byte int8(String what) throws LoadException {
    return bytes.get(ValueLayout.JAVA_BYTE, take(Byte.BYTES, what));
  }

  short int16(String what) throws LoadException {
    return bytes.get(SHORT, take(Short.BYTES, what));
  }

  int int32(String what) throws LoadException {
    return bytes.get(INT, take(Integer.BYTES, what));
  }

  long uint32(String what) throws LoadException {
    return Integer.toUnsignedLong(int32(what));
  }

  long int64(String what) throws LoadException {
    return bytes.get(LONG, take(Long.BYTES, what));
  }

  /** A count or length that can't be larger than {@code most}. */
  long count(String what, long most) throws LoadException {
    long count = int64(what);
    if (count < 0 || count > most) {
      throw corrupt(
          "%s is %s, at most %d can be there".formatted(what, Long.toUnsignedString(count), most));
    }
    return count;
  }

  /** A text of at most {@code most} bytes. */
  String text(String what, long most) throws LoadException {
    int length = (int) count("the length of " + what, Math.min(most, Math.max(0, left() - 8)));
    var text = bytes.asSlice(take(length, what), length).toArray(ValueLayout.JAVA_BYTE);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw corrupt(what + " isn't UTF-8");
    }
  }

  private long take(long count, String what) throws LoadException {
    if (count > left()) {
      throw corrupt("it ends within " + what);
    }
    long from = at;
    at += count;
    return from;
  }

  /** The file lies or is cut. */
  static LoadException corrupt(String problem) {
    return new LoadException(
        ErrorCode.MODEL_CORRUPT,
        "spec.model.uri",
        "the GGUF file can't be read: " + problem,
        "check that it is whole; download it again");
  }

  /** The file may be right, but isn't one that is read here. */
  static LoadException unsuitable(String problem, String remedy) {
    return new LoadException(
        ErrorCode.MODEL_UNSUITABLE, "spec.model.uri", "the GGUF file " + problem, remedy);
  }
}
