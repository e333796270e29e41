package dev.steward.runtime.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A model that is put together from slices of another one's file and a few parts of its own. It
 * holds places, not bytes, until it is written.
 */
public final class GraphWriter {

  private final OnnxGraph source;
  private final List<Part> graph = new ArrayList<>();
  private long length;

  /** A graph without anything yet, of the same operator sets, functions and metadata. */
  public GraphWriter(OnnxGraph source, String name) {
    this.source = source;
    add(WireWriter.message(out -> out.writeString(Fields.GRAPH_NAME, name)));
  }

  /** A piece of what is written. */
  private sealed interface Part {
    record Own(ByteString bytes) implements Part {}

    record Copied(Slice slice) implements Part {}
  }

  /** Adds an operation as it stands in the source. */
  public void node(OnnxGraph.Node node) {
    copy(Fields.GRAPH_NODE, node.content());
  }

  /** Adds a tensor as it stands in the source; one with external values goes on pointing there. */
  public void weight(OnnxGraph.Weight weight) {
    copy(
        switch (weight.form()) {
          case DENSE -> Fields.GRAPH_INITIALIZER;
          case SPARSE -> Fields.GRAPH_SPARSE_INITIALIZER;
        },
        weight.content());
  }

  /** Adds a tensor whose values lie in another file beside the new one. */
  public void externalWeight(OnnxGraph.Weight weight, String location, Slice values) {
    add(
        field(
            Fields.GRAPH_INITIALIZER,
            WireWriter.message(out -> {
              for (long length : weight.shape().dimensions()) {
                out.writeInt64(Fields.TENSOR_DIMS, length);
              }
              out.writeInt32(Fields.TENSOR_DATA_TYPE, weight.type().number());
              out.writeString(Fields.TENSOR_NAME, weight.name());
              WireWriter.externalValues(out, location, values);
            })));
  }

  /** Adds an input as it stands in the source. */
  public void input(OnnxGraph.Value value) {
    copy(Fields.GRAPH_INPUT, value.content());
  }

  /** Adds an input of any shape of that many dimensions, or of any at all. */
  public void input(String name, ElementType type, OptionalLong rank) {
    input(
        name,
        type,
        rank.isEmpty()
            ? new byte[0]
            : WireWriter.message(out -> {
              for (long i = 0; i < rank.getAsLong(); i++) {
                out.writeByteArray(Fields.SHAPE_DIMENSION, new byte[0]);
              }
            }),
        rank.isPresent());
  }

  /** Adds an input of that very shape. */
  public void input(String name, ElementType type, List<Long> shape) {
    input(
        name,
        type,
        WireWriter.message(out -> {
          for (long length : shape) {
            out.writeByteArray(
                Fields.SHAPE_DIMENSION,
                WireWriter.message(
                    dimension -> dimension.writeInt64(Fields.DIMENSION_LENGTH, length)));
          }
        }),
        true);
  }

  private void input(String name, ElementType type, byte[] shape, boolean ranked) {
    var tensor =
        WireWriter.message(out -> {
          out.writeInt32(Fields.TENSOR_TYPE_ELEMENT, type.number());
          if (ranked) {
            out.writeByteArray(Fields.TENSOR_TYPE_SHAPE, shape);
          }
        });
    add(
        field(
            Fields.GRAPH_INPUT,
            WireWriter.message(out -> {
              out.writeString(Fields.VALUE_NAME, name);
              out.writeByteArray(
                  Fields.VALUE_TYPE,
                  WireWriter.message(t -> t.writeByteArray(Fields.TYPE_TENSOR, tensor)));
            })));
  }

  /** Adds an output as it stands in the source. */
  public void output(OnnxGraph.Value value) {
    copy(Fields.GRAPH_OUTPUT, value.content());
  }

  /** Adds an output whose type follows from the operation that gives it. */
  public void output(String name) {
    add(
        field(
            Fields.GRAPH_OUTPUT,
            WireWriter.message(out -> out.writeString(Fields.VALUE_NAME, name))));
  }

  /** Bytes that the model has, so far. */
  public long length() {
    long head = source.head().stream().mapToLong(Slice::length).sum();
    return head + tag(Fields.MODEL_GRAPH, length).length + length;
  }

  /** Writes the model. */
  public void write(WritableByteChannel out) throws IOException {
    try (var from = FileChannel.open(source.file(), StandardOpenOption.READ)) {
      for (var slice : source.head()) {
        transfer(from, slice, out);
      }
      write(out, ByteBuffer.wrap(tag(Fields.MODEL_GRAPH, length)));
      for (var part : graph) {
        switch (part) {
          case Part.Own(var bytes) -> write(out, bytes.asReadOnlyByteBuffer());
          case Part.Copied(var slice) -> transfer(from, slice, out);
        }
      }
    }
  }

  /** The model in memory; for those without weights. */
  public byte[] bytes() throws IOException {
    var bytes = new ByteArrayOutputStream(Math.toIntExact(length()));
    try (var out = java.nio.channels.Channels.newChannel(bytes)) {
      write(out);
    }
    return bytes.toByteArray();
  }

  /** Appends a slice of a file to {@code out}. */
  public static void append(Path file, Slice slice, WritableByteChannel out) throws IOException {
    try (var from = FileChannel.open(file, StandardOpenOption.READ)) {
      transfer(from, slice, out);
    }
  }

  private static void transfer(FileChannel from, Slice slice, WritableByteChannel out)
      throws IOException {
    long done = 0;
    while (done < slice.length()) {
      long moved = from.transferTo(slice.offset() + done, slice.length() - done, out);
      if (moved <= 0) {
        throw new BrokenModelException("the model's file has become shorter while it was read");
      }
      done += moved;
    }
  }

  private static void write(WritableByteChannel out, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
  }

  private void copy(int field, Slice slice) {
    add(tag(field, slice.length()));
    graph.add(new Part.Copied(slice));
    length += slice.length();
  }

  private void add(byte[] bytes) {
    graph.add(new Part.Own(ByteString.copyFrom(bytes)));
    length += bytes.length;
  }

  private static byte[] field(int number, byte[] message) {
    return WireWriter.message(out -> out.writeByteArray(number, message));
  }

  private static byte[] tag(int field, long length) {
    return WireWriter.message(out -> {
      out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt64NoTag(length);
    });
  }
}
