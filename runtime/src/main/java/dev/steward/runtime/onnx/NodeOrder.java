package dev.steward.runtime.onnx;

import dev.steward.runtime.onnx.OnnxGraph.Node;
import dev.steward.runtime.onnx.OnnxGraph.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Puts operations in an order in which each needs only what those before it give: the file's order
 * where that is one, as the format asks for (Kahn's algorithm; among those that could be next, the
 * first of the file).
 */
final class NodeOrder {

  private NodeOrder() {}

  /**
   * Orders.
   *
   * @param given names that are there from the start
   * @param outputs that the operations must give
   * @throws BrokenModelException when a name is given twice or never, or they need each other in a
   *     circle
   */
  static List<Node> of(List<Node> nodes, Set<String> given, List<Value> outputs)
      throws IOException {
    var makers = makers(nodes, given);
    for (var output : outputs) {
      if (!makers.containsKey(output.name()) && !given.contains(output.name())) {
        throw new BrokenModelException("nothing gives its output \"" + output.name() + "\"");
      }
    }
    var waitsFor = new int[nodes.size()];
    var waiting = new ArrayList<List<Integer>>();
    nodes.forEach(node -> waiting.add(new ArrayList<>()));
    for (int i = 0; i < nodes.size(); i++) {
      for (var name : nodes.get(i).inputs()) {
        var maker = makers.get(name);
        if (maker != null) {
          waitsFor[i]++;
          waiting.get(maker).add(i);
        } else if (!given.contains(name)) {
          throw new BrokenModelException(
              "\"%s\", which a %s needs, is given by nothing"
                  .formatted(name, nodes.get(i).operator()));
        }
      }
    }
    return ordered(nodes, waitsFor, waiting);
  }

  private static Map<String, Integer> makers(List<Node> nodes, Set<String> given)
      throws IOException {
    var makers = new HashMap<String, Integer>();
    for (int i = 0; i < nodes.size(); i++) {
      for (var name : nodes.get(i).outputs()) {
        if (makers.put(name, i) != null || given.contains(name)) {
          throw new BrokenModelException("\"" + name + "\" is given twice");
        }
      }
    }
    return makers;
  }

  private static List<Node> ordered(List<Node> nodes, int[] waitsFor, List<List<Integer>> waiting)
      throws IOException {
    var ready = new PriorityQueue<Integer>();
    for (int i = 0; i < waitsFor.length; i++) {
      if (waitsFor[i] == 0) {
        ready.add(i);
      }
    }
    var order = new ArrayList<Node>();
    for (var next = ready.poll(); next != null; next = ready.poll()) {
      order.add(nodes.get(next));
      for (int after : waiting.get(next)) {
        if (--waitsFor[after] == 0) {
          ready.add(after);
        }
      }
    }
    if (order.size() < nodes.size()) {
      throw new BrokenModelException(
          "%d of its operations need each other in a circle"
              .formatted(nodes.size() - order.size()));
    }
    return order;
  }
}
