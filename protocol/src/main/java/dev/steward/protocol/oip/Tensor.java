package dev.steward.protocol.oip;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** One named tensor with its values, in row-major order. */
public sealed interface Tensor {

  /** The input or output it is. */
  String name();

  /** What its values are. */
  Datatype datatype();

  /** How they are arranged. */
  Shape shape();

  /**
   * A tensor of numbers or booleans.
   *
   * @param data the values in the machine's byte order, from position 0 to the limit; a boolean is
   *     a byte, 0 or 1. Whoever holds the tensor owns the buffer; nobody writes to it any more.
   */
  record Numbers(String name, Datatype datatype, Shape shape, ByteBuffer data) implements Tensor {
    public Numbers {
      requireNonNull(name, "name");
      if (datatype == Datatype.BYTES) {
        throw new IllegalArgumentException("BYTES are texts");
      }
      if (data.order() != ByteOrder.nativeOrder()
          || data.position() != 0
          || data.limit() != shape.elements() * datatype.size()) {
        throw new IllegalArgumentException(
            "%s %s%s with %s".formatted(name, datatype, shape, data));
      }
    }
  }

  /** A tensor of strings. */
  record Texts(String name, Shape shape, List<String> values) implements Tensor {
    public Texts {
      requireNonNull(name, "name");
      values = List.copyOf(values);
      if (values.size() != shape.elements()) {
        throw new IllegalArgumentException(
            "%s BYTES%s with %d values".formatted(name, shape, values.size()));
      }
    }

    @Override
    public Datatype datatype() {
      return Datatype.BYTES;
    }
  }
}
