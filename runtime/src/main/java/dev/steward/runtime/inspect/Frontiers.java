package dev.steward.runtime.inspect;

import dev.steward.runtime.onnx.OnnxGraph.Node;
import dev.steward.runtime.onnx.OnnxGraph.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Which tensors are alive after each step, and where few enough are.
 *
 * <p>A tensor is alive from the step that gives it (an input of the graph: from before the first)
 * to before the last step that needs it (an output of the graph: to after the last).
 */
final class Frontiers {

  /** How much more than the least near it a boundary may have. */
  private static final double NARROW = 1.25;

  /** What is near, as a part of all work. */
  private static final double NEAR = 0.15;

  private static final int MAX_ALIVE = 64;

  private final int steps;
  private final Map<String, Integer> born = new HashMap<>();
  private final Map<String, Integer> dies = new HashMap<>();
  private final long[] bytes;
  private final int[] alive;
  private final int[] stuck;

  /**
   * Finds them.
   *
   * @param size bytes of a tensor by its name; empty for one that can't travel
   */
  Frontiers(Steps all, Function<String, OptionalLong> size) {
    var list = all.list();
    steps = list.size();
    var names = lives(all, list);
    // Changes at each step first, then their sums.
    bytes = new long[steps + 1];
    alive = new int[steps + 1];
    stuck = new int[steps + 1];
    for (var name : names) {
      int from = Math.max(0, born.getOrDefault(name, -1));
      int to = dies.getOrDefault(name, -1);
      if (to <= from) {
        continue;
      }
      var length = size.apply(name);
      bytes[from] += length.orElse(0);
      bytes[to] -= length.orElse(0);
      alive[from]++;
      alive[to]--;
      if (length.isEmpty()) {
        stuck[from]++;
        stuck[to]--;
      }
    }
    for (int i = 1; i <= steps; i++) {
      bytes[i] += bytes[i - 1];
      alive[i] += alive[i - 1];
      stuck[i] += stuck[i - 1];
    }
  }

  /** Notes from when to when each tensor is alive. */
  private List<String> lives(Steps all, List<Node> list) {
    var names = new ArrayList<String>();
    for (var input : all.graph().inputs()) {
      born.put(input.name(), -1);
      names.add(input.name());
    }
    for (int i = 0; i < list.size(); i++) {
      for (var name : list.get(i).outputs()) {
        born.put(name, i);
        names.add(name);
      }
      for (var name : list.get(i).inputs()) {
        dies.put(name, i);
      }
    }
    for (Value output : all.graph().outputs()) {
      dies.put(output.name(), steps);
    }
    return names;
  }

  /** The tensors that are alive after a step, by name, in a fixed order. */
  List<String> after(int step) {
    return born.entrySet().stream()
        .filter(tensor -> tensor.getValue() <= step)
        .map(Map.Entry::getKey)
        .filter(name -> dies.getOrDefault(name, -1) > step)
        .sorted()
        .toList();
  }

  /** Bytes that are alive after a step. */
  long bytesAfter(int step) {
    return bytes[step];
  }

  /**
   * The steps after which a layer may end; the last step isn't among them.
   *
   * @param work of each step
   */
  List<Integer> narrow(long[] work) {
    var done = new double[steps + 1];
    for (int i = 0; i < steps; i++) {
      done[i + 1] = done[i] + work[i];
    }
    double near = done[steps] * NEAR;
    var least = least(done, near);
    var narrow = new ArrayList<Integer>();
    for (int i = 0; i + 1 < steps; i++) {
      if (passable(i) && bytes[i] <= least[i] * NARROW) {
        narrow.add(i);
      }
    }
    return narrow;
  }

  private boolean passable(int step) {
    return stuck[step] == 0 && alive[step] > 0 && alive[step] <= MAX_ALIVE;
  }

  /** For each step the least bytes of a passable one near it: a minimum over a sliding window. */
  private double[] least(double[] done, double near) {
    var least = new double[steps];
    var window = new ArrayDeque<Integer>();
    int next = 0;
    for (int i = 0; i < steps; i++) {
      for (; next + 1 < steps && done[next + 1] <= done[i + 1] + near; next++) {
        if (passable(next)) {
          while (!window.isEmpty() && bytes[window.peekLast()] >= bytes[next]) {
            window.pollLast();
          }
          window.add(next);
        }
      }
      while (!window.isEmpty() && done[window.peekFirst() + 1] < done[i + 1] - near) {
        window.pollFirst();
      }
      least[i] = window.isEmpty() ? Double.MAX_VALUE : bytes[window.peekFirst()];
    }
    return least;
  }
}
