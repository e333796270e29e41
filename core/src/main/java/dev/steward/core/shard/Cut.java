package dev.steward.core.shard;

import java.util.List;

/**
 * Where a model is cut: the first layer of each stage.
 *
 * <p>Example: {@code new Cut(13, List.of(0, 7))} is two stages, of layers 0 to 6 and 7 to 12.
 *
 * @param layers that the model has; a process that finds another number has another model
 * @param starts ascending from 0, each below {@code layers}
 */
public record Cut(int layers, List<Integer> starts) {

  public Cut {
    starts = List.copyOf(starts);
    if (starts.isEmpty() || starts.getFirst() != 0 || starts.getLast() >= layers) {
      throw new IllegalArgumentException("%s of %d layers".formatted(starts, layers));
    }
    for (int i = 1; i < starts.size(); i++) {
      if (starts.get(i) <= starts.get(i - 1)) {
        throw new IllegalArgumentException("stages begin in ascending order: " + starts);
      }
    }
  }

  /** How many stages there are. */
  public int stages() {
    return starts.size();
  }

  /** The first layer of a stage. */
  public int from(int stage) {
    return starts.get(stage);
  }

  /** The first layer after a stage. */
  public int to(int stage) {
    return stage + 1 < starts.size() ? starts.get(stage + 1) : layers;
  }
}
