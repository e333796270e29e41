package dev.steward.runtime.inspect;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.measure.Bytes;
import dev.steward.core.measure.Work;
import dev.steward.core.model.LayerFacts;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.model.TensorFacts;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.engine.TypeInference;
import dev.steward.runtime.engine.TypeInference.Inferred;
import dev.steward.runtime.inspect.InspectedModel.Rows;
import dev.steward.runtime.onnx.BrokenModelException;
import dev.steward.runtime.onnx.GraphReader;
import dev.steward.runtime.onnx.OnnxGraph;
import dev.steward.runtime.onnx.OnnxGraph.Node;
import dev.steward.runtime.onnx.OnnxGraph.Value;
import dev.steward.runtime.onnx.OnnxGraph.Weight;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Finds the facts of a model's file. */
public final class Inspector {

  private static final String FIELD = "spec.model.uri";

  private final OnnxGraph graph;
  private final Steps steps;
  private final Map<String, Inferred> types;
  private final int rows;
  private final Map<String, Weight> weights = new HashMap<>();

  private Inspector(OnnxGraph graph, Map<String, Inferred> types) {
    this.graph = graph;
    this.types = types;
    rows = Skeleton.rows(graph);
    steps = Steps.of(graph);
    graph.weights().forEach(weight -> weights.put(weight.name(), weight));
  }

  /**
   * Inspects a model's ONNX file; its weights aren't read.
   *
   * @throws LoadException when it isn't a model that can be read, with the reason
   */
  public static InspectedModel inspect(Path file) throws LoadException {
    try {
      var graph = GraphReader.read(file);
      var inspector = new Inspector(graph, Skeleton.inner(graph));
      return inspector.inspected(Skeleton.outer(graph));
    } catch (BrokenModelException e) {
      throw new LoadException(
          ErrorCode.MODEL_CORRUPT,
          FIELD,
          file.getFileName() + " can't be read as an ONNX model: " + e.getMessage(),
          "check that it is whole and an .onnx file");
    } catch (IOException e) {
      throw new LoadException(
          ErrorCode.MODEL_CORRUPT,
          FIELD,
          file.getFileName() + " can't be read: " + e.getMessage(),
          "check the volume and the file's permissions");
    }
  }

  private InspectedModel inspected(Map<String, Inferred> outer) throws IOException {
    var list = steps.list();
    if (list.isEmpty()) {
      throw new BrokenModelException("it gives the same whatever it is given");
    }
    var estimate = new StepWork(this::shape);
    var work = list.stream().mapToLong(estimate::of).toArray();
    var frontiers = new Frontiers(steps, this::size);
    var layers = new ArrayList<Layer>();
    var facts = new ArrayList<LayerFacts>();
    int from = 0;
    for (int end :
        Layers.ends(frontiers.narrow(work), work, step -> frontiers.bytesAfter((int) step))) {
      layers.add(new Layer(from, end + 1, frontiers.after(end)));
      facts.add(facts(list.subList(from, end + 1), work, from, frontiers.bytesAfter(end)));
      from = end + 1;
    }
    var metadata = new HashMap<String, TensorMetadata>();
    types.forEach((name, type) -> metadata.put(name, type.metadata()));
    return new InspectedModel(
        graph,
        steps,
        layers,
        metadata,
        new Signature(listed(graph.inputs(), outer), listed(graph.outputs(), outer)),
        rows(outer),
        facts(outer, facts));
  }

  private LayerFacts facts(List<Node> nodes, long[] work, int from, long crossing) {
    long sum = 0;
    var needs = new HashSet<String>();
    for (int i = 0; i < nodes.size(); i++) {
      sum += work[from + i];
      needs.addAll(nodes.get(i).inputs());
    }
    return new LayerFacts(
        new Work(sum / rows),
        new Bytes(steps.constants(needs).bytes()),
        new Bytes(crossing / rows));
  }

  private ModelFacts facts(Map<String, Inferred> outer, List<LayerFacts> layers) {
    long bytes = graph.weights().stream().mapToLong(Weight::bytes).sum();
    return new ModelFacts(
        graph.nodes().size(),
        graph.weights().size(),
        new Bytes(bytes),
        told(graph.inputs(), outer),
        told(graph.outputs(), outer),
        layers);
  }

  private static List<TensorFacts> told(List<Value> values, Map<String, Inferred> outer) {
    return listed(values, outer).stream()
        .map(tensor ->
            new TensorFacts(tensor.name(), tensor.datatype().name(), tensor.shape().toString()))
        .toList();
  }

  private static List<TensorMetadata> listed(List<Value> values, Map<String, Inferred> outer) {
    return values.stream()
        .flatMap(value -> Stream.ofNullable(outer.get(value.name())))
        .map(Inferred::metadata)
        .toList();
  }

  /** Whether all inputs and outputs begin with one and the same open length. */
  private Rows rows(Map<String, Inferred> outer) {
    var firsts = new HashSet<String>();
    for (var value : Stream.concat(graph.inputs().stream(), graph.outputs().stream()).toList()) {
      var type = outer.get(value.name());
      if (type == null
          || type.metadata().shape().rank() == 0
          || type.metadata().shape().dimension(0) >= 0
          || type.symbols().getFirst().isEmpty()) {
        return Rows.NONE;
      }
      firsts.add(type.symbols().getFirst());
    }
    return firsts.size() == 1 ? Rows.FIRST_AXIS : Rows.NONE;
  }

  /** A tensor's shape, with 1 for lengths that aren't known. */
  private Shape shape(String name) {
    var weight = weights.get(name);
    if (weight != null) {
      return weight.shape();
    }
    var type = types.get(name);
    return type == null
        ? Shape.of()
        : new Shape(
            type.metadata().shape().dimensions().stream()
                .map(length -> Math.max(1, length))
                .toList());
  }

  private OptionalLong size(String name) {
    var type = types.get(name);
    return type == null || !TypeInference.canBePassedOn(type.metadata().datatype())
        ? OptionalLong.empty()
        : OptionalLong.of(
            Math.min(1L << 40, shape(name).elements())
                * Math.max(1, type.metadata().datatype().size()));
  }
}
