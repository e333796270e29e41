package dev.steward.runtime.inspect;

import java.util.List;

/**
 * A part of a model that is cut no further.
 *
 * @param from its first step
 * @param to the first step after it
 * @param crossing names of what goes on after it, from itself or from before; of the last layer,
 *     what the outputs need
 */
public record Layer(int from, int to, List<String> crossing) {
  public Layer {
    crossing = List.copyOf(crossing);
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException("steps " + from + " to " + to);
    }
  }
}
