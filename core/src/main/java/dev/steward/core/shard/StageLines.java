package dev.steward.core.shard;

import dev.steward.core.model.LayerFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A cut in words: which layers each stage has, what they weigh, and its part of the work.
 *
 * <p>Example: {@code Stage 0: layers 0 to 4, 66 MiB, 50 % of the work; stage 1: layers 5 to 10, 21
 * MiB, 50 % of the work.}
 */
public final class StageLines {

  /** So many to a line: with the largest numbers there are it has 170 characters. */
  private static final int PER_LINE = 3;

  private static final long MIB = 1L << 20;

  private final Cut cut;
  private final List<LayerFacts> layers;

  private StageLines(Cut cut, List<LayerFacts> layers) {
    this.cut = cut;
    this.layers = layers;
  }

  /**
   * The lines; none where the cut is that of a model with another number of layers.
   *
   * @param layers of the model, as they are known now
   */
  public static List<String> of(Cut cut, List<LayerFacts> layers) {
    return layers.size() == cut.layers() ? new StageLines(cut, layers).all() : List.of();
  }

  private List<String> all() {
    var lines = new ArrayList<String>();
    for (int first = 0; first < cut.stages(); first += PER_LINE) {
      var line =
          IntStream.range(first, Math.min(first + PER_LINE, cut.stages()))
              .mapToObj(this::stage)
              .toList();
      lines.add("Stage " + String.join("; stage ", line) + ".");
    }
    return lines;
  }

  private String stage(int index) {
    int last = cut.to(index) - 1;
    var own = layers.subList(cut.from(index), cut.to(index));
    return "%d: %s, %d MiB, %d %% of the work"
        .formatted(
            index,
            own.size() == 1 ? "layer " + last : "layers %d to %d".formatted(cut.from(index), last),
            Math.ceilDiv(own.stream().mapToLong(layer -> layer.weights().count()).sum(), MIB),
            Math.round(100 * work(own) / Math.max(1, work(layers))));
  }

  private static double work(List<LayerFacts> layers) {
    return layers.stream().mapToDouble(layer -> layer.work().flops()).sum();
  }
}
