package dev.steward.runtime.inspect;

import dev.steward.runtime.onnx.OnnxGraph;
import dev.steward.runtime.onnx.OnnxGraph.Node;
import dev.steward.runtime.onnx.OnnxGraph.Value;
import dev.steward.runtime.onnx.OnnxGraph.Weight;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The operations of a graph, apart: those that compute something of a request, in their order, and
 * those that give the same each time, which any part of the model may repeat. Operations whose
 * results nobody uses are left out.
 */
public final class Steps {

  /** Gives others each time it is computed, so that it must be computed once. */
  private static final Set<String> RANDOM =
      Set.of(
          "RandomNormalLike",
          "RandomUniformLike",
          "RandomNormal",
          "RandomUniform",
          "Multinomial",
          "Bernoulli",
          "Dropout");

  private final OnnxGraph graph;
  private final Map<String, Weight> weights;
  private final Map<String, Node> constants = new HashMap<>();
  private final Map<Node, Integer> places = new HashMap<>();
  private final List<Node> steps = new ArrayList<>();

  private Steps(OnnxGraph graph) {
    this.graph = graph;
    weights = graph.weights().stream().collect(Collectors.toMap(Weight::name, Function.identity()));
    var used = used(graph);
    for (var node : graph.nodes()) {
      if (!used.contains(node)) {
        continue;
      }
      places.put(node, places.size());
      if (constant(node)) {
        node.outputs().forEach(output -> constants.put(output, node));
      } else {
        steps.add(node);
      }
    }
  }

  /** The steps of a graph. */
  public static Steps of(OnnxGraph graph) {
    return new Steps(graph);
  }

  private static Set<Node> used(OnnxGraph graph) {
    var makers = new HashMap<String, Node>();
    graph.nodes().forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
    var used = new HashSet<Node>();
    var names = new ArrayDeque<>(graph.outputs().stream().map(Value::name).toList());
    while (!names.isEmpty()) {
      var maker = makers.get(names.poll());
      if (maker != null && used.add(maker)) {
        names.addAll(maker.inputs());
      }
    }
    return used;
  }

  private boolean constant(Node node) {
    if (RANDOM.contains(node.operator())) {
      return false;
    }
    return node.inputs().isEmpty()
        ? node.operator().equals("Constant")
        : node.inputs().stream().allMatch(this::constant);
  }

  /** Whether the tensor of that name is the same for each request. */
  boolean constant(String name) {
    return weights.containsKey(name) || constants.containsKey(name);
  }

  /** The operations that compute something of a request, in order. */
  public List<Node> list() {
    return List.copyOf(steps);
  }

  /** The graph they are of. */
  OnnxGraph graph() {
    return graph;
  }

  /**
   * What is constant and needed.
   *
   * @param nodes in order
   */
  public record Constants(List<Node> nodes, List<Weight> weights) {
    public Constants {
      nodes = List.copyOf(nodes);
      weights = List.copyOf(weights);
    }

    /** Bytes of all of it. */
    long bytes() {
      return weights.stream().mapToLong(Weight::bytes).sum()
          + nodes.stream().mapToLong(node -> node.content().length()).sum();
    }
  }

  /** What of it is needed for {@code names}, some of which may be no constants. */
  public Constants constants(Collection<String> names) {
    var nodes = new HashSet<Node>();
    var needed = new LinkedHashSet<Weight>();
    var left = new ArrayDeque<>(names);
    while (!left.isEmpty()) {
      var name = left.poll();
      var weight = weights.get(name);
      if (weight != null) {
        needed.add(weight);
        continue;
      }
      var maker = constants.get(name);
      if (maker != null && nodes.add(maker)) {
        left.addAll(maker.inputs());
      }
    }
    return new Constants(
        nodes.stream().sorted(java.util.Comparator.comparing(places::get)).toList(),
        List.copyOf(needed));
  }
}
