package dev.steward.protocol.oip;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/**
 * The values that follow the JSON of a request, read one tensor after the other into the memory an
 * engine reads.
 *
 * <p>Memory grows with what has arrived, never with what is announced.
 */
final class BinaryInputs {

  /** Read at once; the first memory of a tensor that is larger. */
  private static final int STEP = 64 << 10;

  /** A character of Java's is at most so many bytes of UTF-8. */
  private static final long BYTES_OF_CHARACTER = 3;

  private final InputStream body;
  private final TensorLimits limits;
  private byte[] scratch = new byte[0];

  BinaryInputs(InputStream body, TensorLimits limits) {
    this.body = body;
    this.limits = limits;
  }

  /** The tensor whose values come next. */
  Tensor tensor(SentInput.Announced input) throws IOException {
    return input.datatype() == Datatype.BYTES ? texts(input) : numbers(input);
  }

  /** Nothing may follow. */
  void end() throws IOException {
    if (body.read() >= 0) {
      throw new RefusedException(
          Refusal.of(
              ErrorCode.INVALID_REQUEST,
              new Violation(
                  "body",
                  "it goes on after the values of all inputs",
                  "let each " + Parameters.SIZE + " say what follows the JSON")));
    }
  }

  private Tensor numbers(SentInput.Announced input) throws IOException {
    int bytes = Math.toIntExact(input.bytes());
    int step = Math.min(bytes, STEP);
    var data = direct(step);
    scratch = scratch.length < step ? new byte[step] : scratch;
    while (data.position() < bytes) {
      int count = body.read(scratch, 0, Math.min(step, bytes - data.position()));
      if (count < 0) {
        throw tooShort(input, data.position());
      }
      if (data.remaining() < count) {
        data = direct((int) Math.min(bytes, data.capacity() * 2L)).put(data.flip());
      }
      data.put(scratch, 0, count);
    }
    LittleEndian.turn(data.flip(), input.datatype().size(), ByteOrder.nativeOrder());
    if (input.datatype() == Datatype.BOOL) {
      checkTruth(input, data);
    }
    return new Tensor.Numbers(input.name(), input.datatype(), input.shape(), data);
  }

  /** Refuses booleans that are neither 0 nor 1. */
  static void checkTruth(SentInput.Announced input, ByteBuffer data) throws IOException {
    for (int i = 0; i < data.limit(); i++) {
      if ((data.get(i) & ~1) != 0) {
        throw wrong(
            input, "byte %d is %d, no BOOL".formatted(i, data.get(i) & 0xFF), "send 0 or 1");
      }
    }
  }

  private Tensor texts(SentInput.Announced input) throws IOException {
    var texts = new ArrayList<String>();
    long left = input.bytes();
    for (long i = 0; i < input.shape().elements(); i++) {
      if (left < Integer.BYTES) {
        throw wrong(
            input,
            "%d bytes are left for the length of text %d".formatted(left, i),
            "send each text after its length in 4 bytes");
      }
      var prefix = ByteBuffer.wrap(bytes(input, Integer.BYTES, left));
      long length = Integer.toUnsignedLong(prefix.order(ByteOrder.LITTLE_ENDIAN).getInt());
      left -= Integer.BYTES;
      if (length > left) {
        throw wrong(
            input,
            "text %d is to have %d bytes, %d are left".formatted(i, length, left),
            "send each text after its length in 4 bytes, little-endian");
      }
      texts.add(text(input, i, length, left));
      left -= length;
    }
    if (left > 0) {
      throw wrong(
          input,
          "%d bytes are left after %d texts".formatted(left, texts.size()),
          "send as many texts as the shape says");
    }
    return new Tensor.Texts(input.name(), input.shape(), texts);
  }

  private String text(SentInput.Announced input, long index, long length, long left)
      throws IOException {
    if (length > limits.textLength() * BYTES_OF_CHARACTER) {
      throw tooLong(input, index, length + " bytes");
    }
    String text;
    try {
      var bytes = ByteBuffer.wrap(bytes(input, (int) length, left));
      text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw wrong(input, "text " + index + " isn't UTF-8", "send texts in UTF-8");
    }
    if (text.length() > limits.textLength()) {
      throw tooLong(input, index, text.length() + " characters");
    }
    return text;
  }

  private RefusedException tooLong(SentInput.Announced input, long index, String length) {
    return wrong(
        input,
        "text %d has %s".formatted(index, length),
        "send texts of at most " + limits.textLength() + " characters");
  }

  /** So many bytes of an input that has {@code left} to come; read as they arrive. */
  private byte[] bytes(SentInput.Announced input, int count, long left) throws IOException {
    var bytes = body.readNBytes(count);
    if (bytes.length < count) {
      throw tooShort(input, input.bytes() - left + bytes.length);
    }
    return bytes;
  }

  private static RefusedException tooShort(SentInput.Announced input, long there) {
    return new RefusedException(
        Refusal.of(
            ErrorCode.INVALID_REQUEST,
            new Violation(
                input.field() + ".parameters." + Parameters.SIZE,
                "%d bytes, the body ends after %d of them".formatted(input.bytes(), there),
                "send all values after the JSON, in the order of the inputs")));
  }

  /** A value is wrong; it has no field of its own. */
  private static RefusedException wrong(SentInput.Announced input, String problem, String remedy) {
    return new RefusedException(
        Refusal.of(ErrorCode.INVALID_TENSOR, new Violation(input.field(), problem, remedy)));
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
