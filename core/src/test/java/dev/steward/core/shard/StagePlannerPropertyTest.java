package dev.steward.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.measure.Bytes;
import dev.steward.core.measure.Work;
import dev.steward.core.model.LayerFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The plan against every cut there is. */
class StagePlannerPropertyTest {

  @Provide
  Arbitrary<List<LayerFacts>> models() {
    var layer =
        Combinators.combine(
                Arbitraries.longs().between(0, 20),
                Arbitraries.longs().between(0, 20),
                Arbitraries.longs().between(0, 20))
            .as((work, weights, crossing) ->
                new LayerFacts(new Work(work), new Bytes(weights), new Bytes(crossing)));
    return layer.list().ofMinSize(1).ofMaxSize(9);
  }

  @Property
  void no_cut_is_better(
      @ForAll("models") List<LayerFacts> layers,
      @ForAll @IntRange(min = 1, max = 10) int stages,
      @ForAll @IntRange(max = 80) int memory) {
    var every =
        cuts(layers.size(), stages).stream().filter(cut -> fits(layers, cut, memory)).toList();
    var plan =
        StagePlanner.plan("spec.sharding.size", layers, stages, Optional.of(new Bytes(memory)));
    switch (plan) {
      case StagePlan.Impossible impossible -> assertThat(every).isEmpty();
      case StagePlan.Possible(var cut, var loads) -> {
        assertThat(every).contains(cut);
        var least =
            every.stream().mapToLong(other -> bottleneck(layers, other)).min().orElseThrow();
        assertThat(bottleneck(layers, cut)).isEqualTo(least);
        var fewest =
            every.stream()
                .filter(other -> bottleneck(layers, other) == least)
                .mapToLong(other -> crossing(layers, other))
                .min()
                .orElseThrow();
        assertThat(crossing(layers, cut)).isEqualTo(fewest);
      }
    }
  }

  @Property
  void every_layer_is_in_exactly_one_stage(
      @ForAll("models") List<LayerFacts> layers, @ForAll @IntRange(min = 1, max = 9) int stages) {
    if (StagePlanner.plan("size", layers, stages, Optional.empty())
        instanceof StagePlan.Possible(var cut, var loads)) {
      int next = 0;
      for (int stage = 0; stage < cut.stages(); stage++) {
        assertThat(cut.from(stage)).isEqualTo(next);
        assertThat(cut.to(stage)).isGreaterThan(next);
        assertThat(loads.get(stage).work().flops())
            .isEqualTo(work(layers, cut.from(stage), cut.to(stage)));
        next = cut.to(stage);
      }
      assertThat(next).isEqualTo(layers.size());
    } else {
      assertThat(stages).isGreaterThan(layers.size());
    }
  }

  private static List<Cut> cuts(int layers, int stages) {
    var cuts = new ArrayList<Cut>();
    grow(layers, stages, List.of(0), cuts);
    return cuts;
  }

  private static void grow(int layers, int stages, List<Integer> starts, List<Cut> cuts) {
    if (starts.size() == stages) {
      cuts.add(new Cut(layers, starts));
      return;
    }
    for (int next = starts.getLast() + 1; next < layers; next++) {
      var longer = new ArrayList<>(starts);
      longer.add(next);
      grow(layers, stages, longer, cuts);
    }
  }

  private static boolean fits(List<LayerFacts> layers, Cut cut, long memory) {
    for (int stage = 0; stage < cut.stages(); stage++) {
      long held = 0;
      for (int i = cut.from(stage); i < cut.to(stage); i++) {
        held += layers.get(i).weights().count();
      }
      if (held > memory) {
        return false;
      }
    }
    return true;
  }

  private static long bottleneck(List<LayerFacts> layers, Cut cut) {
    long largest = 0;
    for (int stage = 0; stage < cut.stages(); stage++) {
      largest = Math.max(largest, work(layers, cut.from(stage), cut.to(stage)));
    }
    return largest;
  }

  private static long work(List<LayerFacts> layers, int from, int to) {
    return layers.subList(from, to).stream().mapToLong(layer -> layer.work().flops()).sum();
  }

  private static long crossing(List<LayerFacts> layers, Cut cut) {
    long sum = 0;
    for (int stage = 0; stage + 1 < cut.stages(); stage++) {
      sum += layers.get(cut.to(stage) - 1).crossing().count();
    }
    return sum;
  }
}
