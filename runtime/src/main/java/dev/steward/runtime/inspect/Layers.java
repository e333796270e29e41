package dev.steward.runtime.inspect;

import dev.steward.core.model.ModelFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** Joins neighbouring layers until there are no tiny ones and at most as many as facts may have. */
final class Layers {

  /** A layer has more than this part of all work. */
  private static final int TINY = 256;

  private Layers() {}

  /**
   * The last step of each layer.
   *
   * @param boundaries steps after which a layer may end, ascending, the last step not among them
   * @param work of each step; at least one step
   * @param bytes that cross after a step
   */
  static List<Integer> ends(List<Integer> boundaries, long[] work, LongUnaryOperator bytes) {
    var done = new double[work.length + 1];
    for (int i = 0; i < work.length; i++) {
      done[i + 1] = done[i] + work[i];
    }
    var ends = withoutTiny(boundaries, done, bytes);
    while (ends.size() > ModelFacts.MAX_LAYERS) {
      ends.remove(/* index */ smallestPair(ends, done));
    }
    return ends;
  }

  /** What is tiny goes to the neighbour from which more bytes cross to it. */
  private static List<Integer> withoutTiny(
      List<Integer> ends, double[] done, LongUnaryOperator bytes) {
    double tiny = done[done.length - 1] / TINY;
    var kept = new ArrayList<Integer>();
    // Where the last boundary was before it was moved: many tiny layers are one that isn't.
    int origin = -1;
    for (int end : ends) {
      boolean large = done[end + 1] - done[origin + 1] > tiny;
      if (large) {
        kept.add(end);
        origin = end;
      } else if (!kept.isEmpty() && bytes.applyAsLong(end) <= bytes.applyAsLong(kept.getLast())) {
        kept.set(kept.size() - 1, end);
      }
    }
    int last = done.length - 2;
    if (!kept.isEmpty() && done[last + 1] - done[kept.getLast() + 1] <= tiny) {
      kept.removeLast();
    }
    kept.add(last);
    return kept;
  }

  /** The index of the layer that has least work together with the one after it. */
  private static int smallestPair(List<Integer> ends, double[] done) {
    int smallest = 0;
    double least = Double.MAX_VALUE;
    for (int i = 0; i + 1 < ends.size(); i++) {
      double before = i == 0 ? 0 : done[ends.get(i - 1) + 1];
      double together = done[ends.get(i + 1) + 1] - before;
      if (together < least) {
        least = together;
        smallest = i;
      }
    }
    return smallest;
  }
}
