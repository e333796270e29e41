package dev.steward.runtime.pipeline;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A payload while it is read: nothing outside of it can be reached. */
final class PayloadReader {

  private final ByteBuffer bytes;

  PayloadReader(byte[] bytes, int length) {
    this.bytes = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  int number() throws FrameException {
    need(Integer.BYTES);
    return bytes.getInt();
  }

  long large() throws FrameException {
    need(Long.BYTES);
    return bytes.getLong();
  }

  /** A number from {@code least} to {@code most}. */
  int count(int least, int most) throws FrameException {
    int count = number();
    if (count < least || count > most) {
      throw new FrameException("%d where %d to %d may stand".formatted(count, least, most));
    }
    return count;
  }

  String text(int most) throws FrameException {
    int length = count(0, most);
    need(length);
    var utf8 = new byte[length];
    bytes.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** The next bytes, not copied, in the machine's order. */
  ByteBuffer data(long length) throws FrameException {
    need(length);
    var data = bytes.slice(bytes.position(), (int) length).order(ByteOrder.nativeOrder());
    bytes.position(bytes.position() + (int) length);
    return data;
  }

  void need(long length) throws FrameException {
    if (length < 0 || length > bytes.remaining()) {
      throw new FrameException(
          "a payload that ends too early: %d bytes are missing"
              .formatted(length - bytes.remaining()));
    }
  }

  /** Nothing may be left. */
  void end() throws FrameException {
    if (bytes.hasRemaining()) {
      throw new FrameException(bytes.remaining() + " bytes too many in a payload");
    }
  }
}
