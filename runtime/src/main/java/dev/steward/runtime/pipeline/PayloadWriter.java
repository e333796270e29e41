package dev.steward.runtime.pipeline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A payload while it is written, with room for the head before it. Numbers are little-endian.
 *
 * <p>Large tensors aren't copied: a payload is a row of pieces, and theirs are their own buffers.
 */
final class PayloadWriter {

  /** What is larger is a piece of its own. */
  private static final int COPIED = 1 << 12;

  private final List<ByteBuffer> pieces = new ArrayList<>();
  private byte[] bytes;
  private int begin;
  private int end = FrameCodec.HEAD;
  private long cut;

  /** Begins one of about {@code expected} bytes, large tensors not counted. */
  PayloadWriter(int expected) {
    bytes = new byte[FrameCodec.HEAD + expected];
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

  /** All of a buffer, which stays as it is, and which nobody may write to until it is sent. */
  PayloadWriter data(ByteBuffer data) {
    int length = data.limit();
    if (length > COPIED) {
      cut();
      pieces.add(data.duplicate().rewind());
      cut += length;
      return this;
    }
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

  /** Ends the piece that is being written. */
  private void cut() {
    if (end > begin) {
      pieces.add(ByteBuffer.wrap(bytes, begin, end - begin).slice());
      cut += end - begin;
      begin = end;
    }
  }

  long length() {
    return cut + end - begin - FrameCodec.HEAD;
  }

  /** All of it, the first one with room for the head. */
  List<ByteBuffer> framed() {
    cut();
    return List.copyOf(pieces);
  }
}
