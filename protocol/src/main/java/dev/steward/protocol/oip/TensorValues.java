package dev.steward.protocol.oip;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.error.ErrorCode;
import dev.steward.protocol.json.JsonReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of one tensor while they are read.
 *
 * <p>Memory grows with what has arrived, never with what a shape announces.
 */
final class TensorValues {

  private static final int FIRST_BYTES = 1 << 14;

  private final JsonReader json;
  private final Datatype datatype;
  private final Shape shape;
  private final int expected;
  private final List<String> texts = new ArrayList<>();
  private ByteBuffer numbers;
  private long count;

  private TensorValues(JsonReader json, Datatype datatype, Shape shape) {
    this.json = json;
    this.datatype = datatype;
    this.shape = shape;
    this.expected = Math.toIntExact(shape.elements());
    this.numbers = direct((int) Math.min(FIRST_BYTES, bytes(expected)));
  }

  /** Reads the array the reader stands on; {@code shape} has a bounded number of elements. */
  static TensorValues read(JsonReader json, Datatype datatype, Shape shape) throws IOException {
    var values = new TensorValues(json, datatype, shape);
    if (json.token() != JsonToken.START_ARRAY) {
      throw json.refused("found " + json.found(), "send an array of " + datatype);
    }
    if (json.next() == JsonToken.START_ARRAY) {
      values.nested();
    } else {
      values.flat();
    }
    return values;
  }

  /** The tensor of these values. */
  Tensor tensor(String name) {
    return datatype == Datatype.BYTES
        ? new Tensor.Texts(name, shape, texts)
        : new Tensor.Numbers(
            name, datatype, shape, numbers.flip().slice().order(ByteOrder.nativeOrder()));
  }

  /** The reader stands on the first value, or on the end of the array. */
  private void flat() throws IOException {
    for (var token = json.token(); token != JsonToken.END_ARRAY; token = json.next()) {
      value(token);
    }
    if (count != expected) {
      throw json.refused(
          ErrorCode.INVALID_TENSOR,
          values(count) + ", shape " + shape + " needs " + expected,
          "send as many values as the shape says");
    }
  }

  /** The reader stands on the second opening bracket. */
  private void nested() throws IOException {
    var lengths = new long[Math.max(shape.rank(), 2)];
    lengths[0] = 1;
    int depth = 1;
    while (true) {
      if (depth >= shape.rank()) {
        throw json.refused(
            ErrorCode.INVALID_TENSOR,
            "arrays in %d levels, shape %s has %d".formatted(depth + 1, shape, shape.rank()),
            "send flat data, or nested as the shape");
      }
      lengths[depth] = 0;
      var token = json.next();
      while (token != JsonToken.START_ARRAY) {
        if (token == JsonToken.END_ARRAY) {
          closed(depth, lengths[depth]);
          if (depth == 0) {
            return;
          }
          depth--;
        } else {
          if (depth != shape.rank() - 1) {
            throw json.refused(
                ErrorCode.INVALID_TENSOR,
                "a value at level %d, shape %s has %d".formatted(depth + 1, shape, shape.rank()),
                "send flat data, or nested as the shape");
          }
          lengths[depth]++;
          value(token);
        }
        token = json.next();
      }
      lengths[depth]++;
      depth++;
    }
  }

  private void closed(int depth, long length) throws IOException {
    if (length != shape.dimension(depth)) {
      throw json.refused(
          ErrorCode.INVALID_TENSOR,
          values(length) + ", shape " + shape + " needs " + shape.dimension(depth) + " here",
          "send as many values as the shape says");
    }
  }

  private static String values(long count) {
    return count == 1 ? "1 value" : count + " values";
  }

  /** Keeps one value; those beyond the shape are only counted, for the message. */
  private void value(JsonToken token) throws IOException {
    count++;
    if (count > expected) {
      json.skip();
      return;
    }
    if (datatype == Datatype.BYTES) {
      if (token != JsonToken.VALUE_STRING) {
        throw wrong();
      }
      texts.add(json.parser().getText());
      return;
    }
    if (numbers.remaining() < datatype.size()) {
      grow();
    }
    switch (datatype) {
      case BOOL -> numbers.put(truth(token));
      case UINT8 -> numbers.put((byte) integer(token, 0, 0xFF));
      case INT8 -> numbers.put((byte) integer(token, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case UINT16 -> numbers.putShort((short) integer(token, 0, 0xFFFF));
      case INT16 -> numbers.putShort((short) integer(token, Short.MIN_VALUE, Short.MAX_VALUE));
      case UINT32 -> numbers.putInt((int) integer(token, 0, 0xFFFF_FFFFL));
      case INT32 -> numbers.putInt((int) integer(token, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case UINT64 -> numbers.putLong(unsigned(token));
      case INT64 -> numbers.putLong(integer(token, Long.MIN_VALUE, Long.MAX_VALUE));
      case FP32 -> numbers.putFloat(single(token));
      case FP64 -> numbers.putDouble(twice(token));
      case FP16, BF16, BYTES -> throw new AssertionError(datatype + " isn't read from JSON");
    }
  }

  private byte truth(JsonToken token) throws IOException {
    if (!token.isBoolean()) {
      throw wrong();
    }
    return (byte) (token == JsonToken.VALUE_TRUE ? 1 : 0);
  }

  private long integer(JsonToken token, long min, long max) throws IOException {
    if (token == JsonToken.VALUE_NUMBER_INT) {
      switch (json.parser().getNumberType()) {
        case INT, LONG -> {
          long number = json.parser().getLongValue();
          if (number >= min && number <= max) {
            return number;
          }
        }
        case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> {}
      }
    }
    throw wrong();
  }

  private long unsigned(JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NUMBER_INT) {
      var number = json.parser().getBigIntegerValue();
      if (number.signum() >= 0 && number.bitLength() <= Long.SIZE) {
        return number.longValue();
      }
    }
    throw wrong();
  }

  private float single(JsonToken token) throws IOException {
    float number = token.isNumeric() ? json.parser().getFloatValue() : Float.NaN;
    if (!Float.isFinite(number)) {
      throw wrong();
    }
    return number;
  }

  private double twice(JsonToken token) throws IOException {
    double number = token.isNumeric() ? json.parser().getDoubleValue() : Double.NaN;
    if (!Double.isFinite(number)) {
      throw wrong();
    }
    return number;
  }

  private IOException wrong() throws IOException {
    return json.refused(ErrorCode.INVALID_TENSOR, json.found() + " is no " + datatype, remedy());
  }

  private String remedy() {
    return switch (datatype) {
      case BOOL -> "send true or false";
      case FP16, BF16, FP32, FP64 -> "send finite numbers in its range";
      case BYTES -> "send strings";
      case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 ->
          "send whole numbers in its range";
    };
  }

  private void grow() {
    long wanted = Math.min(bytes(expected), Math.max(numbers.capacity() * 2L, datatype.size()));
    numbers = direct(Math.toIntExact(wanted)).put(numbers.flip());
  }

  private long bytes(long elements) {
    return elements * datatype.size();
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
