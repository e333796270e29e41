package dev.steward.runtime.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes small ONNX models: one node, its inputs and outputs, by hand in Protocol Buffers' wire
 * format. Field numbers are those of {@code onnx.proto}.
 */
public final class OnnxFile {

  private static final int OPSET = 17;

  private OnnxFile() {}

  /**
   * A tensor that goes in or comes out.
   *
   * @param type number of the element's type in {@code TensorProto.DataType}
   * @param shape -1 is a length left open
   */
  public record Value(String name, int type, List<Integer> shape) {}

  /** Element types by their numbers. */
  public static final int FLOAT = 1;

  public static final int UINT8 = 2;
  public static final int INT64 = 7;
  public static final int STRING = 8;
  public static final int BOOL = 9;
  public static final int FLOAT16 = 10;
  public static final int UINT16 = 4;
  public static final int BFLOAT16 = 16;

  /** A model that gives back the {@code width} floats of each row: {@code x} to {@code y}. */
  public static Path identity(Path file, int width) {
    return write(
        file,
        "Identity",
        List.of(new Value("x", FLOAT, List.of(-1, width))),
        List.of(new Value("y", FLOAT, List.of(-1, width))));
  }

  /** A model of one operator. */
  public static Path write(Path file, String operator, List<Value> inputs, List<Value> outputs) {
    var node = new Message();
    inputs.forEach(input -> node.text(1, input.name()));
    outputs.forEach(output -> node.text(2, output.name()));
    node.text(4, operator);
    var graph = new Message().message(1, node).text(2, "g");
    inputs.forEach(input -> graph.message(11, value(input)));
    outputs.forEach(output -> graph.message(12, value(output)));
    var opset = new Message().text(1, "").number(2, OPSET);
    var model = new Message().number(1, 8).message(7, graph).message(8, opset);
    try {
      return Files.write(file, model.bytes());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Message value(Value value) {
    var shape = new Message();
    for (int length : value.shape()) {
      shape.message(1, length < 0 ? new Message().text(2, "n") : new Message().number(1, length));
    }
    var tensor = new Message().number(1, value.type()).message(2, shape);
    return new Message().text(1, value.name()).message(2, new Message().message(1, tensor));
  }

  /** A message of Protocol Buffers while it is written. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message text(int field, String value) {
      return raw(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return raw(field, value.bytes());
    }

    private Message raw(int field, byte[] value) {
      varint(((long) field << 3) | 2);
      varint(value.length);
      bytes.writeBytes(value);
      return this;
    }

    private void varint(long value) {
      long left = value;
      while (left >= 128) {
        bytes.write((int) ((left & 127) | 128));
        left >>>= 7;
      }
      bytes.write((int) left);
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }
  }
}
