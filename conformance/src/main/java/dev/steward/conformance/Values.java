package dev.steward.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.protocol.inference.InferTensorContents;
import dev.steward.protocol.oip.Datatype;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Values as they are compared, whatever they travelled in: numbers as numbers of their datatype's
 * precision, so that a decimal and the bytes it stands for are equal.
 */
final class Values {

  private Values() {}

  /** Those of JSON, flat or nested; empty if one is none of the datatype. */
  static Optional<List<Object>> ofJson(Datatype datatype, JsonNode data) {
    var values = new ArrayList<Object>();
    return data.isArray() && addJson(datatype, data, values)
        ? Optional.of(values)
        : Optional.empty();
  }

  private static boolean addJson(Datatype datatype, JsonNode data, List<Object> values) {
    for (var each : data) {
      if (each.isArray()) {
        if (!addJson(datatype, each, values)) {
          return false;
        }
        continue;
      }
      var value = one(datatype, each);
      if (value.isEmpty()) {
        return false;
      }
      values.add(value.get());
    }
    return true;
  }

  private static Optional<Object> one(Datatype datatype, JsonNode value) {
    return switch (datatype) {
      case BOOL ->
          value.isBoolean() || value.isInt()
              ? Optional.of(value.isBoolean() ? value.booleanValue() : value.intValue() != 0)
              : Optional.empty();
      case BYTES -> value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
      case FP16 ->
          real(value).map(it -> Float.float16ToFloat(Float.floatToFloat16(it.floatValue())));
      case BF16, FP32 -> real(value).map(Double::floatValue);
      case FP64 -> real(value).map(it -> it);
      case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 ->
          value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0
              ? Optional.of(value.bigIntegerValue())
              : Optional.empty();
    };
  }

  private static Optional<Double> real(JsonNode value) {
    if (value.isNumber()) {
      return Optional.of(value.doubleValue());
    }
    return switch (value.asText()) {
      case "NaN" -> Optional.of(Double.NaN);
      case "Infinity" -> Optional.of(Double.POSITIVE_INFINITY);
      case "-Infinity" -> Optional.of(Double.NEGATIVE_INFINITY);
      default -> Optional.empty();
    };
  }

  /** Those of bytes; empty if they don't end with a value. */
  static Optional<List<Object>> ofRaw(Datatype datatype, ByteBuffer raw) {
    var bytes = raw.slice().order(ByteOrder.LITTLE_ENDIAN);
    var values = new ArrayList<Object>();
    while (bytes.hasRemaining()) {
      int needed = datatype == Datatype.BYTES ? Integer.BYTES : datatype.size();
      if (bytes.remaining() < needed) {
        return Optional.empty();
      }
      if (datatype == Datatype.BYTES) {
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
          return Optional.empty();
        }
        var text = new byte[length];
        bytes.get(text);
        values.add(new String(text, StandardCharsets.UTF_8));
      } else {
        values.add(number(datatype, bytes));
      }
    }
    return Optional.of(values);
  }

  private static Object number(Datatype datatype, ByteBuffer bytes) {
    return switch (datatype) {
      case BOOL -> bytes.get() != 0;
      case UINT8 -> BigInteger.valueOf(bytes.get() & 0xFF);
      case INT8 -> BigInteger.valueOf(bytes.get());
      case UINT16 -> BigInteger.valueOf(bytes.getShort() & 0xFFFF);
      case INT16 -> BigInteger.valueOf(bytes.getShort());
      case UINT32 -> BigInteger.valueOf(Integer.toUnsignedLong(bytes.getInt()));
      case INT32 -> BigInteger.valueOf(bytes.getInt());
      case UINT64 -> new BigInteger(Long.toUnsignedString(bytes.getLong()));
      case INT64 -> BigInteger.valueOf(bytes.getLong());
      case FP16 -> Float.float16ToFloat(bytes.getShort());
      case BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
      case FP32 -> bytes.getFloat();
      case FP64 -> bytes.getDouble();
      case BYTES -> throw new AssertionError(datatype);
    };
  }

  /** Those of a message's field. */
  static Optional<List<Object>> ofTyped(Datatype datatype, InferTensorContents contents) {
    var values = new ArrayList<Object>();
    switch (datatype) {
      case BOOL -> values.addAll(contents.getBoolContentsList());
      case INT8, INT16, INT32 ->
          contents.getIntContentsList().forEach(it -> values.add(BigInteger.valueOf(it)));
      case INT64 ->
          contents.getInt64ContentsList().forEach(it -> values.add(BigInteger.valueOf(it)));
      case UINT8, UINT16, UINT32 ->
          contents
              .getUintContentsList()
              .forEach(it -> values.add(BigInteger.valueOf(Integer.toUnsignedLong(it))));
      case UINT64 ->
          contents
              .getUint64ContentsList()
              .forEach(it -> values.add(new BigInteger(Long.toUnsignedString(it))));
      case FP32 -> values.addAll(contents.getFp32ContentsList());
      case FP64 -> values.addAll(contents.getFp64ContentsList());
      case BYTES -> contents.getBytesContentsList().forEach(it -> values.add(it.toStringUtf8()));
      case FP16, BF16 -> {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }
}
