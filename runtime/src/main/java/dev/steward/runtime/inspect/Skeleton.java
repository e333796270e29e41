package dev.steward.runtime.inspect;

import dev.steward.core.error.LoadException;
import dev.steward.protocol.oip.Datatype;
import dev.steward.runtime.engine.TypeInference;
import dev.steward.runtime.engine.TypeInference.Effort;
import dev.steward.runtime.engine.TypeInference.Inferred;
import dev.steward.runtime.onnx.BrokenModelException;
import dev.steward.runtime.onnx.GraphWriter;
import dev.steward.runtime.onnx.OnnxGraph;
import dev.steward.runtime.onnx.OnnxGraph.Value;
import dev.steward.runtime.onnx.OnnxGraph.Weight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A graph without its large weights, which become inputs of the same type and shape: all that is
 * needed to infer types, in a few megabytes whatever the model's size. Small weights stay, since
 * shapes are computed from them.
 */
final class Skeleton {

  private static final Logger LOG = LoggerFactory.getLogger(Skeleton.class);

  /** Of every length left open but the first one. */
  private static final long OPEN = 128;

  /**
   * Of the first length, where it is open. Not 1: beside an unknown length, 1 says nothing (it may
   * be broadcast), and any other length says what both are.
   */
  private static final int ROWS = 2;

  private static final long SMALL = 64 << 10;
  private static final long MOST = 256L << 20;

  private Skeleton() {}

  /**
   * Types of all inner tensors, for {@link #rows} rows.
   *
   * @throws LoadException when ONNX Runtime doesn't take the graph
   * @throws BrokenModelException when it is too large even without its weights
   */
  static Map<String, Inferred> inner(OnnxGraph graph) throws IOException, LoadException {
    var all = new ArrayList<String>();
    graph.nodes().forEach(node -> all.addAll(node.outputs()));
    var types = inferred(graph, all, Effort.RULES);
    var large = all.stream().filter(name -> !shapeLike(types.get(name))).toList();
    try {
      types.putAll(inferred(graph, large, Effort.KNOWN_LENGTHS));
    } catch (LoadException e) {
      // Then some lengths stay unknown, and the layers' estimates are worse.
      LOG.info("not all lengths could be inferred: {}", e.getMessage());
    }
    return types;
  }

  /** Whether it may be a shape, or be computed on the way to one. */
  private static boolean shapeLike(@Nullable Inferred type) {
    return type != null
        && type.metadata().datatype() == Datatype.INT64
        && type.metadata().shape().rank() <= 1;
  }

  private static Map<String, Inferred> inferred(OnnxGraph graph, List<String> inner, Effort effort)
      throws IOException, LoadException {
    var writer = weightless(graph);
    for (var input : graph.inputs()) {
      someRows(writer, input);
    }
    var outputs = new HashSet<String>();
    for (var output : graph.outputs()) {
      writer.output(output.name());
      outputs.add(output.name());
    }
    inner.stream().filter(outputs::add).forEach(writer::output);
    return inferred(writer, effort, graph);
  }

  /** How many rows the types are for. */
  static int rows(OnnxGraph graph) {
    return graph.inputs().stream().anyMatch(Skeleton::hasRows) ? ROWS : 1;
  }

  private static boolean hasRows(Value input) {
    return input
        .dimensions()
        .filter(all -> !all.isEmpty() && all.getFirst().length() < 0)
        .isPresent();
  }

  /** Types of the graph's own inputs and outputs, as its clients see them. */
  static Map<String, Inferred> outer(OnnxGraph graph) throws IOException, LoadException {
    var writer = weightless(graph);
    graph.inputs().forEach(writer::input);
    graph.outputs().forEach(writer::output);
    return inferred(writer, Effort.RULES, graph);
  }

  private static GraphWriter weightless(OnnxGraph graph) {
    var writer = new GraphWriter(graph, "skeleton");
    graph.nodes().forEach(writer::node);
    for (var weight : graph.weights()) {
      if (small(weight)) {
        writer.weight(weight);
      } else {
        writer.input(weight.name(), weight.type(), weight.shape().dimensions());
      }
    }
    return writer;
  }

  private static boolean small(Weight weight) {
    return weight.external().isEmpty() && weight.content().length() <= SMALL;
  }

  private static void someRows(GraphWriter writer, Value input) {
    if (input.type().isEmpty() || input.dimensions().isEmpty()) {
      writer.input(input);
      return;
    }
    var dimensions = input.dimensions().get();
    var lengths = new ArrayList<Long>();
    for (var dimension : dimensions) {
      long open = lengths.isEmpty() ? ROWS : OPEN;
      lengths.add(dimension.length() >= 0 ? dimension.length() : open);
    }
    writer.input(input.name(), input.type().get(), lengths);
  }

  private static Map<String, Inferred> inferred(GraphWriter writer, Effort effort, OnnxGraph graph)
      throws IOException, LoadException {
    if (writer.length() > MOST) {
      throw new BrokenModelException(
          "it has %d MB beside its weights, and at most %d are read"
              .formatted(writer.length() >> 20, MOST >> 20));
    }
    return TypeInference.of(writer.bytes(), effort, graph.file());
  }
}
