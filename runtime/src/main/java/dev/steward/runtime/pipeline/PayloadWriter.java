package dev.steward.runtime.pipeline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A payload while it is written, with room for the head before it. Numbers are little-endian. */
final class PayloadWriter {

  private byte[] bytes;
  private int end = FrameCodec.HEAD;

  /** Begins one of about {@code expected} bytes. */
  PayloadWriter(long expected) {
    bytes = new byte[FrameCodec.HEAD + (int) Math.min(expected, Integer.MAX_VALUE - 64)];
  }

  PayloadWriter number(int number) {
    room(Integer.BYTES);
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[end++] = (byte) (number >>> (8 * i));
    }
    return this;
  }

  PayloadWriter large(long number) {
    return number((int) number).number((int) (number >>> Integer.SIZE));
  }

  PayloadWriter text(String text) {
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    room(utf8.length);
    System.arraycopy(utf8, 0, bytes, end, utf8.length);
    end += utf8.length;
    return this;
  }

  /** Copies all of a buffer, which stays as it is. */
  PayloadWriter data(ByteBuffer data) {
    int length = data.limit();
    room(length);
    data.get(0, bytes, end, length);
    end += length;
    return this;
  }

  private void room(int more) {
    if (bytes.length - end < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(end, more)));
    }
  }

  int length() {
    return end - FrameCodec.HEAD;
  }

  /** Room for the head, then the payload, then maybe more. */
  byte[] framed() {
    return bytes;
  }
}
