package dev.steward.runtime.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.steward.runtime.onnx.OnnxGraph.Dimension;
import dev.steward.runtime.onnx.OnnxGraph.Node;
import dev.steward.runtime.onnx.OnnxGraph.Value;
import dev.steward.runtime.onnx.OnnxGraph.Weight;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a model's file into an {@link OnnxGraph}, in one pass. */
public final class GraphReader {

  private static final int MAX_NODES = 200_000;
  private static final int MAX_WEIGHTS = 200_000;
  private static final int MAX_VALUES = 1_000;
  private static final int MAX_EDGES = 100_000;
  private static final int MAX_HEAD = 10_000;
  private static final int MAX_RANK = 32;
  private static final int MAX_SUBGRAPHS = 16;

  private final Path file;
  private final WireReader wire;
  private final WeightReader weightReader;
  private final List<Slice> head = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Weight> weights = new ArrayList<>();
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private boolean graphSeen;

  private GraphReader(Path file, WireReader wire) {
    this.file = file;
    this.wire = wire;
    this.weightReader = new WeightReader(wire, file);
  }

  /**
   * Reads.
   *
   * @throws BrokenModelException when it isn't a model, says more than is there, or is past the
   *     bounds
   * @throws IOException when the file can't be read
   */
  public static OnnxGraph read(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      // Skips of a channel's stream are seeks that end at the file's end.
      return read(file, Channels.newInputStream(channel), channel.size());
    }
  }

  /**
   * Reads.
   *
   * @param file beside which the files lie that have weights
   * @param bytes all {@code size} bytes of it
   * @throws BrokenModelException when it isn't a model, says more than is there, or is past the
   *     bounds
   * @throws IOException when it can't be read
   */
  public static OnnxGraph read(Path file, InputStream bytes, long size) throws IOException {
    if (size > Integer.MAX_VALUE) {
      throw new BrokenModelException(
          "the file has more than 2 GiB, which Protocol Buffers can't carry; keep the weights as"
              + " external data");
    }
    try {
      return new GraphReader(file, new WireReader(bytes, (int) size)).model();
    } catch (InvalidProtocolBufferException e) {
      throw new BrokenModelException("it is cut short or no ONNX file: " + e.getMessage());
    }
  }

  private OnnxGraph model() throws IOException {
    wire.fields((field, tag, start) -> {
      if (field == Fields.MODEL_GRAPH) {
        if (graphSeen) {
          throw new BrokenModelException("it has two graphs");
        }
        graphSeen = true;
        var _ = wire.message(tag, this::graph);
      } else {
        wire.skip(tag);
        bounded(head, MAX_HEAD, "fields");
        head.add(new Slice(start, wire.position() - start));
      }
    });
    if (nodes.isEmpty()) {
      throw new BrokenModelException("it has no graph with operations");
    }
    var given = weights.stream().map(Weight::name).collect(Collectors.toSet());
    var asked = inputs.stream().filter(input -> !given.contains(input.name())).toList();
    var names = asked.stream().map(Value::name).collect(Collectors.toCollection(HashSet::new));
    names.addAll(given);
    return new OnnxGraph(file, head, NodeOrder.of(nodes, names, outputs), weights, asked, outputs);
  }

  private void graph(int field, int tag, long start) throws IOException {
    switch (field) {
      case Fields.GRAPH_NODE -> {
        bounded(nodes, MAX_NODES, "operations");
        nodes.add(node(tag));
      }
      case Fields.GRAPH_INITIALIZER -> {
        bounded(weights, MAX_WEIGHTS, "weights");
        weights.add(weightReader.dense(tag));
      }
      case Fields.GRAPH_SPARSE_INITIALIZER -> {
        bounded(weights, MAX_WEIGHTS, "weights");
        weights.add(weightReader.sparse(tag));
      }
      case Fields.GRAPH_INPUT -> {
        bounded(inputs, MAX_VALUES + MAX_WEIGHTS, "inputs");
        inputs.add(value(tag));
      }
      case Fields.GRAPH_OUTPUT -> {
        bounded(outputs, MAX_VALUES, "outputs");
        outputs.add(value(tag));
      }
      default -> wire.skip(tag);
    }
  }

  private Node node(int tag) throws IOException {
    var needs = new ArrayList<String>();
    var gives = new ArrayList<String>();
    var operator = new String[] {""};
    var content =
        wire.message(
            tag,
            (field, inner, start) -> {
              switch (field) {
                case Fields.NODE_INPUT -> addName(needs, inner);
                case Fields.NODE_OUTPUT -> addName(gives, inner);
                case Fields.NODE_OP_TYPE -> operator[0] = wire.name(inner);
                case Fields.NODE_ATTRIBUTE -> attribute(inner, needs, 0);
                default -> wire.skip(inner);
              }
            });
    return new Node(operator[0], needs, gives, content);
  }

  /** Of an attribute only what its graphs take from outside matters. */
  private void attribute(int tag, List<String> needs, int depth) throws IOException {
    var _ =
        wire.message(
            tag,
            (field, inner, start) -> {
              if (field == Fields.ATTRIBUTE_GRAPH || field == Fields.ATTRIBUTE_GRAPHS) {
                subgraph(inner, needs, depth + 1);
              } else {
                wire.skip(inner);
              }
            });
  }

  private void subgraph(int tag, List<String> needs, int depth) throws IOException {
    if (depth > MAX_SUBGRAPHS) {
      throw new BrokenModelException(
          "graphs lie inside graphs more than %d deep".formatted(MAX_SUBGRAPHS));
    }
    var used = new ArrayList<String>();
    Set<String> own = new HashSet<>();
    var _ =
        wire.message(
            tag,
            (field, inner, start) -> {
              switch (field) {
                case Fields.GRAPH_NODE -> subNode(inner, used, own, depth);
                case Fields.GRAPH_INITIALIZER -> own.add(weightReader.dense(inner).name());
                case Fields.GRAPH_SPARSE_INITIALIZER -> own.add(weightReader.sparse(inner).name());
                case Fields.GRAPH_INPUT -> own.add(value(inner).name());
                case Fields.GRAPH_OUTPUT -> used.add(value(inner).name());
                default -> wire.skip(inner);
              }
            });
    for (var name : used) {
      if (!own.contains(name)) {
        bounded(needs, MAX_EDGES, "names that one operation uses");
        needs.add(name);
      }
    }
  }

  private void subNode(int tag, List<String> used, Set<String> own, int depth) throws IOException {
    var _ =
        wire.message(
            tag,
            (field, inner, start) -> {
              switch (field) {
                case Fields.NODE_INPUT -> addName(used, inner);
                case Fields.NODE_OUTPUT -> own.add(wire.name(inner));
                case Fields.NODE_ATTRIBUTE -> attribute(inner, used, depth);
                default -> wire.skip(inner);
              }
            });
  }

  /** An empty name stands for one that is left out. */
  private void addName(List<String> names, int tag) throws IOException {
    bounded(names, MAX_EDGES, "names that one operation uses");
    var name = wire.name(tag);
    if (!name.isEmpty()) {
      names.add(name);
    }
  }

  private Value value(int tag) throws IOException {
    var read = new ValueParts();
    var content =
        wire.message(
            tag,
            (field, inner, start) -> {
              switch (field) {
                case Fields.VALUE_NAME -> read.name = wire.name(inner);
                case Fields.VALUE_TYPE -> type(inner, read);
                default -> wire.skip(inner);
              }
            });
    return new Value(read.name, read.type, read.dimensions, content);
  }

  private void type(int tag, ValueParts read) throws IOException {
    var _ =
        wire.message(
            tag,
            (field, inner, start) -> {
              if (field != Fields.TYPE_TENSOR) {
                wire.skip(inner);
                return;
              }
              var _ =
                  wire.message(
                      inner,
                      (part, innermost, _) -> {
                        switch (part) {
                          case Fields.TENSOR_TYPE_ELEMENT ->
                              read.type =
                                  Optional.of(new ElementType((int) wire.number(innermost)));
                          case Fields.TENSOR_TYPE_SHAPE ->
                              read.dimensions = Optional.of(shape(innermost));
                          default -> wire.skip(innermost);
                        }
                      });
            });
  }

  private List<Dimension> shape(int tag) throws IOException {
    var dimensions = new ArrayList<Dimension>();
    var _ =
        wire.message(
            tag,
            (field, inner, start) -> {
              if (field == Fields.SHAPE_DIMENSION) {
                bounded(dimensions, MAX_RANK, "dimensions");
                dimensions.add(dimension(inner));
              } else {
                wire.skip(inner);
              }
            });
    return List.copyOf(dimensions);
  }

  private Dimension dimension(int tag) throws IOException {
    var length = new long[] {-1};
    var symbol = new String[] {""};
    var _ =
        wire.message(
            tag,
            (field, inner, start) -> {
              switch (field) {
                case Fields.DIMENSION_LENGTH -> length[0] = wire.number(inner);
                case Fields.DIMENSION_SYMBOL -> symbol[0] = wire.name(inner);
                default -> wire.skip(inner);
              }
            });
    return new Dimension(Math.max(-1, length[0]), symbol[0]);
  }

  private static void bounded(List<?> list, int most, String what) throws IOException {
    if (list.size() >= most) {
      throw new BrokenModelException("it has more than %d %s".formatted(most, what));
    }
  }

  /** What was read so far of an input or output. */
  private static final class ValueParts {
    String name = "";
    Optional<ElementType> type = Optional.empty();
    Optional<List<Dimension>> dimensions = Optional.empty();
  }
}
