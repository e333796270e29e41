package dev.steward.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.measure.Bytes;
import dev.steward.core.measure.Work;
import dev.steward.core.model.LayerFacts;
import dev.steward.core.size.Sizing;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StageLinesTest {

  private static final LayerFacts LAYER = layer(100, 10L << 20);

  private static LayerFacts layer(long work, long weights) {
    return new LayerFacts(new Work(work), new Bytes(weights), new Bytes(1000));
  }

  @Test
  void each_stage_is_told_with_its_layers_its_weights_and_its_part_of_the_work() {
    var layers = List.of(layer(300, (50L << 20) + 1), LAYER, LAYER, LAYER);
    assertThat(StageLines.of(new Cut(4, List.of(0, 1)), layers))
        .containsExactly(
            "Stage 0: layer 0, 51 MiB, 50 % of the work; stage 1: layers 1 to 3, 30 MiB, 50 % of"
                + " the work.");
  }

  @Test
  void the_most_stages_stay_within_the_bounds_of_a_status() {
    var cut = new Cut(64, IntStream.range(0, 16).mapToObj(stage -> stage * 4).toList());
    var large = layer(1L << 50, 1L << 47);
    assertThat(StageLines.of(cut, Collections.nCopies(64, large)))
        .hasSize(6)
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(Sizing.MAX_LINE));
  }

  @Test
  void nothing_is_told_of_a_model_that_has_other_layers_by_now() {
    assertThat(StageLines.of(new Cut(3, List.of(0, 1)), List.of(LAYER, LAYER))).isEmpty();
  }

  @Test
  void layers_that_compute_nothing_are_no_part_of_the_work() {
    assertThat(StageLines.of(new Cut(2, List.of(0, 1)), List.of(layer(0, 1), layer(0, 1))))
        .containsExactly(
            "Stage 0: layer 0, 1 MiB, 0 % of the work; stage 1: layer 1, 1 MiB, 0 % of the work.");
  }
}
