package dev.steward.protocol.oip;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The values of a tensor as bytes that are all there: little-endian, row by row, a BOOL a byte, a
 * text after its length in 4 bytes.
 */
public final class RawValues {

  private RawValues() {}

  /**
   * Reads the values of an input.
   *
   * @param field where they stand, for messages
   * @param shape whose number of elements is within {@code limits}
   * @param values from position to limit; copied
   */
  public static Outcome<Tensor> read(
      String field,
      String name,
      Datatype datatype,
      Shape shape,
      ByteBuffer values,
      TensorLimits limits) {
    int bytes = values.remaining();
    long needed = needed(datatype, shape);
    boolean texts = datatype == Datatype.BYTES;
    if (texts ? bytes < needed : bytes != needed) {
      return Outcome.refused(
          Refusal.of(
              ErrorCode.INVALID_TENSOR,
              new Violation(
                  field,
                  "%d bytes, %s%s needs %s%d"
                      .formatted(bytes, datatype, shape, texts ? "at least " : "", needed),
                  texts
                      ? "send each text after its length in 4 bytes"
                      : "send " + datatype.size() + " bytes for each value")));
    }
    var announced = new SentInput.Announced(field, name, datatype, shape, bytes);
    try {
      return Outcome.done(
          texts
              ? new BinaryInputs(new Bytes(values), limits).tensor(announced)
              : numbers(announced, values));
    } catch (RefusedException e) {
      return Outcome.refused(e.refusal());
    } catch (IOException e) {
      throw new UncheckedIOException("bytes that are there can be read", e);
    }
  }

  private static long needed(Datatype datatype, Shape shape) {
    return shape.elements() * (datatype == Datatype.BYTES ? Integer.BYTES : datatype.size());
  }

  private static Tensor numbers(SentInput.Announced input, ByteBuffer values) throws IOException {
    var data = ByteBuffer.allocateDirect(values.remaining()).order(ByteOrder.nativeOrder());
    data.put(values.duplicate()).flip();
    LittleEndian.turn(data, input.datatype().size(), ByteOrder.nativeOrder());
    if (input.datatype() == Datatype.BOOL) {
      BinaryInputs.checkTruth(input, data);
    }
    return new Tensor.Numbers(input.name(), input.datatype(), input.shape(), data);
  }

  /** The values of an output; they may be the tensor's own memory, which nobody writes to. */
  public static ByteBuffer write(Tensor tensor) {
    if (tensor instanceof Tensor.Numbers numbers
        && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      return numbers.data().asReadOnlyBuffer();
    }
    var output = BinaryOutput.of(tensor);
    var bytes = new ByteArrayOutputStream(Math.toIntExact(output.size()));
    try {
      output.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written to", e);
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  /** A buffer's bytes as a stream. */
  private static final class Bytes extends InputStream {
    private final ByteBuffer left;

    Bytes(ByteBuffer bytes) {
      left = bytes.duplicate();
    }

    @Override
    public int read() {
      return left.hasRemaining() ? left.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (!left.hasRemaining()) {
        return length == 0 ? 0 : -1;
      }
      int count = Math.min(length, left.remaining());
      left.get(into, offset, count);
      return count;
    }
  }
}
