package dev.steward.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.measure.Bytes;
import dev.steward.core.measure.Work;
import dev.steward.core.model.LayerFacts;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StagePlannerTest {

  private static final String FIELD = "spec.sharding.size";

  private static List<LayerFacts> layers(long... work) {
    return LongStream.of(work)
        .mapToObj(flops -> new LayerFacts(new Work(flops), new Bytes(100), new Bytes(10)))
        .toList();
  }

  private static StagePlan.Possible possible(StagePlan plan) {
    assertThat(plan).isInstanceOf(StagePlan.Possible.class);
    return (StagePlan.Possible) plan;
  }

  private static String reason(StagePlan plan) {
    assertThat(plan).isInstanceOf(StagePlan.Impossible.class);
    return ((StagePlan.Impossible) plan).reason().message();
  }

  @Test
  void the_largest_stage_is_as_small_as_whole_layers_allow() {
    var plan = possible(StagePlanner.plan(FIELD, layers(4, 1, 1, 1, 1), 2, Optional.empty()));
    assertThat(plan.cut()).isEqualTo(new Cut(5, List.of(0, 1)));
    assertThat(plan.bottleneck()).isEqualTo(new Work(4));
  }

  @Test
  void among_equal_cuts_fewest_bytes_travel() {
    var wide = new LayerFacts(new Work(2), Bytes.ZERO, new Bytes(1000));
    var narrow = new LayerFacts(new Work(1), Bytes.ZERO, new Bytes(10));
    var last = new LayerFacts(new Work(3), Bytes.ZERO, Bytes.ZERO);
    var plan = possible(StagePlanner.plan(FIELD, List.of(wide, narrow, last), 2, Optional.empty()));
    assertThat(plan.cut().starts()).containsExactly(0, 2);
  }

  @Test
  void more_stages_than_layers_are_impossible() {
    assertThat(reason(StagePlanner.plan(FIELD, layers(1, 1, 1, 1), 6, Optional.empty())))
        .isEqualTo("spec.sharding.size: 6 stages need 6 layers, the model has 4; use 4 or fewer");
  }

  @Test
  void weights_that_do_not_fit_are_told_with_how_many_stages_would_do() {
    assertThat(reason(StagePlanner.plan(FIELD, layers(1, 1, 1, 1), 2, Optional.of(new Bytes(150)))))
        .isEqualTo(
            "spec.sharding.size: 2 stages with room for 150 B each can't hold 400 B of weights;"
                + " use 4 or more, or give each pod more memory");
  }

  @Test
  void a_layer_that_fits_nowhere_is_told() {
    assertThat(reason(StagePlanner.plan(FIELD, layers(1, 1), 2, Optional.of(new Bytes(99)))))
        .contains("layer 1 of 2 has 100 B of weights and a stage has room for 99 B");
  }

  @Test
  void memory_can_ask_for_another_cut_than_work_does() {
    var plan =
        possible(StagePlanner.plan(FIELD, layers(4, 1, 1, 1, 1), 2, Optional.of(new Bytes(300))));
    assertThat(plan.cut().starts()).containsExactly(0, 2);
  }
}
