package dev.steward.conformance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.steward.protocol.inference.InferTensorContents;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.TensorMetadata;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Values for one input of a model: small whole numbers, which every datatype has exactly.
 *
 * @param shape as the metadata have it, with 1 for a first length left open and 2 for another
 */
record Sample(String name, Datatype datatype, List<Long> shape) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  static Sample of(TensorMetadata input) {
    var declared = input.shape().dimensions();
    var shape =
        java.util.stream.IntStream.range(0, declared.size())
            .mapToObj(i -> declared.get(i) >= 0 ? declared.get(i) : i == 0 ? 1L : 2L)
            .toList();
    return new Sample(input.name(), input.datatype(), shape);
  }

  int count() {
    return Math.toIntExact(shape.stream().reduce(1L, (a, b) -> a * b));
  }

  /** Whether its values can be JSON. */
  boolean inJson() {
    return datatype.inJson();
  }

  private static int value(int index) {
    return index % 2;
  }

  private static String text(int index) {
    return value(index) == 0 ? "a" : "b c";
  }

  /** The input of a request without its values. */
  ObjectNode described() {
    var json = JSON.objectNode().put("name", name).put("datatype", datatype.name());
    shape.forEach(json.putArray("shape")::add);
    return json;
  }

  /** With its values, flat. */
  ObjectNode flat() {
    var json = described();
    var data = json.putArray("data");
    for (int i = 0; i < count(); i++) {
      add(data, i);
    }
    return json;
  }

  /** With its values, nested as the shape. */
  ObjectNode nested() {
    var json = described();
    json.set("data", level(0, new int[1]));
    return json;
  }

  private ArrayNode level(int depth, int[] next) {
    var level = JSON.arrayNode();
    long length = shape.isEmpty() ? 1 : shape.get(depth);
    for (long i = 0; i < length; i++) {
      if (depth >= shape.size() - 1) {
        add(level, next[0]++);
      } else {
        level.add(level(depth + 1, next));
      }
    }
    return level;
  }

  private void add(ArrayNode data, int index) {
    switch (datatype) {
      case BOOL -> data.add(value(index) != 0);
      case BYTES -> data.add(text(index));
      case FP16, BF16, FP32, FP64 -> data.add(value(index) + 0.5);
      case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 -> data.add(value(index));
    }
  }

  /** As raw bytes. */
  byte[] raw() {
    int size = 0;
    for (int i = 0; i < count(); i++) {
      size += datatype == Datatype.BYTES ? Integer.BYTES + text(i).length() : datatype.size();
    }
    var bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count(); i++) {
      int value = value(i);
      float real = value + 0.5f;
      switch (datatype) {
        case BOOL, UINT8, INT8 -> bytes.put((byte) value);
        case UINT16, INT16 -> bytes.putShort((short) value);
        case UINT32, INT32 -> bytes.putInt(value);
        case UINT64, INT64 -> bytes.putLong(value);
        case FP16 -> bytes.putShort(Float.floatToFloat16(real));
        case BF16 -> bytes.putShort((short) (Float.floatToRawIntBits(real) >>> 16));
        case FP32 -> bytes.putFloat(real);
        case FP64 -> bytes.putDouble(real);
        case BYTES ->
            bytes.putInt(text(i).length()).put(text(i).getBytes(StandardCharsets.US_ASCII));
      }
    }
    return bytes.array();
  }

  /** The input of a message without its values. */
  ModelInferRequest.InferInputTensor.Builder message() {
    return ModelInferRequest.InferInputTensor.newBuilder()
        .setName(name)
        .setDatatype(datatype.name())
        .addAllShape(shape);
  }

  /** With its values in the field of their datatype. */
  ModelInferRequest.InferInputTensor.Builder typed() {
    var contents = InferTensorContents.newBuilder();
    for (int i = 0; i < count(); i++) {
      int value = value(i);
      switch (datatype) {
        case BOOL -> contents.addBoolContents(value != 0);
        case INT8, INT16, INT32 -> contents.addIntContents(value);
        case UINT8, UINT16, UINT32 -> contents.addUintContents(value);
        case INT64 -> contents.addInt64Contents(value);
        case UINT64 -> contents.addUint64Contents(value);
        case FP32 -> contents.addFp32Contents(value + 0.5f);
        case FP64 -> contents.addFp64Contents(value + 0.5);
        case BYTES -> contents.addBytesContents(ByteString.copyFromUtf8(text(i)));
        case FP16, BF16 -> throw new IllegalStateException(datatype + " has no field");
      }
    }
    return message().setContents(contents);
  }
}
