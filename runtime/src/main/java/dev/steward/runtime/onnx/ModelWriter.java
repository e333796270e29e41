package dev.steward.runtime.onnx;

import com.google.protobuf.CodedOutputStream;
import dev.steward.protocol.oip.Datatype;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes a model of its own making, whose weights lie in another file beside it. */
public final class ModelWriter {

  /** The operators of ONNX Runtime itself. */
  public static final String CONTRIB = "com.microsoft";

  private static final int IR_VERSION = 10;
  private static final int OPSET = 21;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream graph = CodedOutputStream.newInstance(bytes);
  private final String weights;

  /**
   * A model without anything yet.
   *
   * @param weights name of the file with the values of its weights
   */
  public ModelWriter(String weights) {
    this.weights = weights;
    write(out -> out.writeString(Fields.GRAPH_NAME, "graph"));
  }

  /** A setting of an operation. */
  public sealed interface Attribute {
    record Whole(String name, long value) implements Attribute {}

    record Real(String name, float value) implements Attribute {}

    record Wholes(String name, List<Long> values) implements Attribute {
      public Wholes {
        values = List.copyOf(values);
      }
    }
  }

  /** Adds an operation of {@code domain}; an input that isn't given is the empty name. */
  public void node(
      String operator,
      String domain,
      List<String> inputs,
      List<String> outputs,
      List<Attribute> attributes) {
    message(
        Fields.GRAPH_NODE,
        out -> {
          for (var input : inputs) {
            out.writeString(Fields.NODE_INPUT, input);
          }
          for (var output : outputs) {
            out.writeString(Fields.NODE_OUTPUT, output);
          }
          out.writeString(Fields.NODE_NAME, outputs.getFirst());
          out.writeString(Fields.NODE_OP_TYPE, operator);
          for (var attribute : attributes) {
            out.writeByteArray(
                Fields.NODE_ATTRIBUTE, WireWriter.message(o -> attribute(o, attribute)));
          }
          out.writeString(Fields.NODE_DOMAIN, domain);
        });
  }

  private static void attribute(CodedOutputStream out, Attribute attribute) throws IOException {
    switch (attribute) {
      case Attribute.Whole(var name, var value) -> {
        out.writeString(Fields.ATTRIBUTE_NAME, name);
        out.writeInt64(Fields.ATTRIBUTE_INT, value);
        out.writeInt32(Fields.ATTRIBUTE_TYPE, Fields.ATTRIBUTE_TYPE_INT);
      }
      case Attribute.Real(var name, var value) -> {
        out.writeString(Fields.ATTRIBUTE_NAME, name);
        out.writeFloat(Fields.ATTRIBUTE_FLOAT, value);
        out.writeInt32(Fields.ATTRIBUTE_TYPE, Fields.ATTRIBUTE_TYPE_FLOAT);
      }
      case Attribute.Wholes(var name, var values) -> {
        out.writeString(Fields.ATTRIBUTE_NAME, name);
        for (long value : values) {
          out.writeInt64(Fields.ATTRIBUTE_INTS, value);
        }
        out.writeInt32(Fields.ATTRIBUTE_TYPE, Fields.ATTRIBUTE_TYPE_INTS);
      }
    }
  }

  /** Adds a tensor whose values lie at {@code place} of the other file. */
  public void weight(String name, ElementType type, List<Long> shape, Slice place) {
    message(
        Fields.GRAPH_INITIALIZER,
        out -> {
          tensorHead(out, name, type, shape);
          WireWriter.externalValues(out, weights, place);
        });
  }

  /** Adds a few whole numbers, such as a shape or axes. */
  public void wholes(String name, List<Long> values) {
    message(
        Fields.GRAPH_INITIALIZER,
        out -> {
          tensorHead(out, name, ElementType.of(Datatype.INT64), List.of((long) values.size()));
          out.writeByteArray(
              Fields.TENSOR_RAW_DATA,
              WireWriter.message(raw -> {
                for (long value : values) {
                  raw.writeFixed64NoTag(value);
                }
              }));
        });
  }

  /** Adds one number. */
  public void number(String name, float value) {
    message(
        Fields.GRAPH_INITIALIZER,
        out -> {
          tensorHead(out, name, ElementType.of(Datatype.FP32), List.of());
          out.writeByteArray(
              Fields.TENSOR_RAW_DATA,
              WireWriter.message(raw -> raw.writeFixed32NoTag(Float.floatToIntBits(value))));
        });
  }

  private static void tensorHead(
      CodedOutputStream out, String name, ElementType type, List<Long> shape) throws IOException {
    for (long length : shape) {
      out.writeInt64(Fields.TENSOR_DIMS, length);
    }
    out.writeInt32(Fields.TENSOR_DATA_TYPE, type.number());
    out.writeString(Fields.TENSOR_NAME, name);
  }

  /**
   * Adds an input.
   *
   * @param shape lengths, or names of lengths that are left open
   */
  public void input(String name, ElementType type, List<String> shape) {
    value(Fields.GRAPH_INPUT, name, type, shape);
  }

  /** Adds an output. */
  public void output(String name, ElementType type, List<String> shape) {
    value(Fields.GRAPH_OUTPUT, name, type, shape);
  }

  private void value(int field, String name, ElementType type, List<String> shape) {
    var lengths =
        WireWriter.message(out -> {
          for (var length : shape) {
            out.writeByteArray(
                Fields.SHAPE_DIMENSION, WireWriter.message(o -> dimension(o, length)));
          }
        });
    var tensor =
        WireWriter.message(out -> {
          out.writeInt32(Fields.TENSOR_TYPE_ELEMENT, type.number());
          out.writeByteArray(Fields.TENSOR_TYPE_SHAPE, lengths);
        });
    message(
        field,
        out -> {
          out.writeString(Fields.VALUE_NAME, name);
          out.writeByteArray(
              Fields.VALUE_TYPE,
              WireWriter.message(o -> o.writeByteArray(Fields.TYPE_TENSOR, tensor)));
        });
  }

  private static void dimension(CodedOutputStream out, String length) throws IOException {
    if (Character.isDigit(length.charAt(0))) {
      out.writeInt64(Fields.DIMENSION_LENGTH, Long.parseLong(length));
    } else {
      out.writeString(Fields.DIMENSION_SYMBOL, length);
    }
  }

  /** The model. */
  public byte[] model() {
    try {
      graph.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return WireWriter.message(out -> {
      out.writeInt64(Fields.MODEL_IR_VERSION, IR_VERSION);
      out.writeByteArray(Fields.MODEL_GRAPH, bytes.toByteArray());
      out.writeByteArray(
          Fields.MODEL_OPSET,
          WireWriter.message(opset -> opset.writeInt64(Fields.OPSET_VERSION, OPSET)));
      out.writeByteArray(
          Fields.MODEL_OPSET,
          WireWriter.message(opset -> {
            opset.writeString(Fields.OPSET_DOMAIN, CONTRIB);
            opset.writeInt64(Fields.OPSET_VERSION, 1);
          }));
    });
  }

  private void message(int field, WireWriter.Writing writing) {
    var message = WireWriter.message(writing);
    write(out -> out.writeByteArray(field, message));
  }

  private void write(WireWriter.Writing writing) {
    try {
      writing.write(graph);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }
}
