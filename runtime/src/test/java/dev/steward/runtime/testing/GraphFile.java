package dev.steward.runtime.testing;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** ONNX models of several nodes, right or wrong, node by node. Field numbers are onnx.proto's. */
public final class GraphFile {

  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream graph = CodedOutputStream.newInstance(bytes);

  /** Writes fields. */
  public interface Writing {
    /** Writes them. */
    void write(CodedOutputStream out) throws IOException;
  }

  /** A message. */
  public static byte[] message(Writing writing) {
    var message = new ByteArrayOutputStream();
    try {
      var out = CodedOutputStream.newInstance(message);
      writing.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return message.toByteArray();
  }

  private GraphFile field(int number, byte[] message) {
    try {
      graph.writeByteArray(number, message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** An operation. */
  public GraphFile node(String operator, List<String> inputs, List<String> outputs) {
    return field(
        1,
        message(out -> {
          for (var input : inputs) {
            out.writeString(1, input);
          }
          for (var output : outputs) {
            out.writeString(2, output);
          }
          out.writeString(4, operator);
        }));
  }

  /** A matrix of small numbers. */
  public GraphFile weight(String name, int rows, int columns) {
    var values = ByteBuffer.allocate(rows * columns * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows * columns; i++) {
      values.putFloat((i % 7 - 3) * 0.1f);
    }
    return field(5, tensor(name, rows, columns, out -> out.writeByteArray(9, values.array())));
  }

  /** A matrix with other fields than it should have. */
  public GraphFile weight(String name, int rows, int columns, Writing rest) {
    return field(5, tensor(name, rows, columns, rest));
  }

  private static byte[] tensor(String name, long rows, long columns, Writing rest) {
    return message(out -> {
      out.writeInt64(1, rows);
      out.writeInt64(1, columns);
      out.writeInt32(2, 1);
      out.writeString(8, name);
      rest.write(out);
    });
  }

  /** A matrix whose values are in another file. */
  public GraphFile external(String name, int rows, int columns, Map<String, String> entries) {
    return weight(
        name,
        rows,
        columns,
        out -> {
          for (var entry : entries.entrySet()) {
            out.writeByteArray(
                13,
                message(pair -> {
                  pair.writeString(1, entry.getKey());
                  pair.writeString(2, entry.getValue());
                }));
          }
          out.writeInt32(14, 1);
        });
  }

  /** FP32[n, width] that goes in. */
  public GraphFile input(String name, int width) {
    return field(11, value(name, width));
  }

  /** FP32[n, width] that comes out. */
  public GraphFile output(String name, int width) {
    return field(12, value(name, width));
  }

  /** INT64[n, t] that goes in. */
  public GraphFile ids(String name) {
    return field(11, value(name, INT64, List.of("n", "t")));
  }

  /**
   * FP32 that comes out.
   *
   * @param lengths each a number, or a text for one that is open
   */
  public GraphFile output(String name, List<?> lengths) {
    return field(12, value(name, FLOAT, lengths));
  }

  /** A constant INT64[1] with the number of an axis. */
  public GraphFile axes(String name, long axis) {
    var bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(axis);
    return field(
        5,
        message(out -> {
          out.writeInt64(1, 1);
          out.writeInt32(2, INT64);
          out.writeString(8, name);
          out.writeByteArray(9, bytes.array());
        }));
  }

  private static byte[] value(String name, int width) {
    return value(name, FLOAT, List.of("n", (long) width));
  }

  private static byte[] value(String name, int type, List<?> lengths) {
    var shape =
        message(out -> {
          for (var length : lengths) {
            out.writeByteArray(
                1,
                message(dimension -> {
                  if (length instanceof Long fixed) {
                    dimension.writeInt64(1, fixed);
                  } else {
                    dimension.writeString(2, length.toString());
                  }
                }));
          }
        });
    var tensor =
        message(out -> {
          out.writeInt32(1, type);
          out.writeByteArray(2, shape);
        });
    return message(out -> {
      out.writeString(1, name);
      out.writeByteArray(2, message(each -> each.writeByteArray(1, tensor)));
    });
  }

  /** The whole model. */
  public byte[] model() {
    try {
      graph.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return message(out -> {
      out.writeInt64(1, 8);
      out.writeByteArray(7, bytes.toByteArray());
      out.writeByteArray(8, message(opset -> opset.writeInt64(2, 17)));
    });
  }

  /** The whole model as a file. */
  public Path write(Path file) {
    try {
      return Files.write(file, model());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A model that adds a number to each of {@code width} floats of a row: {@code x} to {@code y}.
   */
  public static GraphFile adding(float number, int width) {
    var values = ByteBuffer.allocate(width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < width; i++) {
      values.putFloat(number);
    }
    return new GraphFile()
        .input("x", width)
        .output("y", width)
        .weight("c", 1, width, out -> out.writeByteArray(9, values.array()))
        .node("Add", List.of("x", "c"), List.of("y"));
  }

  /** {@code layers} products with a matrix each, from {@code x} to {@code y}. */
  public static GraphFile chain(int layers, int width) {
    var file = new GraphFile().input("x", width).output("y", width);
    for (int i = 0; i < layers; i++) {
      file.weight("w" + i, width, width);
      file.node(
          "MatMul",
          List.of(i == 0 ? "x" : "t" + i, "w" + i),
          List.of(i + 1 == layers ? "y" : "t" + (i + 1)));
    }
    return file;
  }
}
