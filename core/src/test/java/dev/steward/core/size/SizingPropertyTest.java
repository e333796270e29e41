package dev.steward.core.size;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.measure.Bytes;
import dev.steward.core.size.GpuSizer.NodeChoice;
import dev.steward.core.size.Sizing.Impossible;
import dev.steward.core.size.Sizing.Sized;
import dev.steward.core.size.Sizing.Strategy;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class SizingPropertyTest {

  @Provide
  Arbitrary<List<GpuSupply>> supply() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 8),
            Arbitraries.longs().between(2000, 90_000),
            Arbitraries.strings().alpha().ofLength(5))
        .as((count, memory, node) -> Models.gpus(node, count, memory))
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  private static Sizing size(long weights, int layers, Engine engine, List<GpuSupply> supply) {
    return GpuSizer.size(
        new GpuDemand(
            Models.of(layers, weights), engine, new Spread.Auto(), OptionalInt.empty(), 16),
        "gpus",
        supply,
        NodeChoice.BY_MEMORY);
  }

  private static long gpus(Sizing sizing) {
    return switch (sizing) {
      case Sized sized -> (long) sized.gpus() * sized.size();
      case Impossible impossible -> Long.MAX_VALUE;
    };
  }

  @Property
  void more_memory_never_needs_more_gpus(
      @ForAll @LongRange(min = 1, max = 500_000) long weights,
      @ForAll @IntRange(min = 1, max = 64) int layers,
      @ForAll Engine engine,
      @ForAll("supply") List<GpuSupply> supply,
      @ForAll @LongRange(max = 50_000) long more) {
    var larger =
        supply.stream()
            .map(gpus ->
                Models.gpus(gpus.node(), gpus.count(), gpus.memory().count() / Models.MIB + more))
            .toList();
    assertThat(gpus(size(weights, layers, engine, larger)))
        .isLessThanOrEqualTo(gpus(size(weights, layers, engine, supply)));
  }

  @Property
  void a_larger_model_never_needs_fewer_gpus(
      @ForAll @LongRange(min = 1, max = 500_000) long weights,
      @ForAll @LongRange(max = 100_000) long more,
      @ForAll Engine engine,
      @ForAll("supply") List<GpuSupply> supply) {
    assertThat(gpus(size(weights + more, 16, engine, supply)))
        .isGreaterThanOrEqualTo(gpus(size(weights, 16, engine, supply)));
  }

  @Property
  void what_is_found_fits_and_is_there(
      @ForAll @LongRange(min = 1, max = 500_000) long weights,
      @ForAll @IntRange(min = 1, max = 64) int layers,
      @ForAll Engine engine,
      @ForAll("supply") List<GpuSupply> supply) {
    if (size(weights, layers, engine, supply) instanceof Sized sized) {
      var least = sized.least().orElseThrow();
      var eligible = supply.stream().filter(gpus -> gpus.memory().compareTo(least) >= 0).toList();
      assertThat(eligible.stream().mapToInt(gpus -> gpus.count() / sized.gpus()).sum())
          .as("pods that have a place")
          .isGreaterThanOrEqualTo(sized.size());
      var all = GpuMemory.room(least).count() * sized.gpus() * sized.size();
      assertThat(all)
          .isGreaterThanOrEqualTo(
              sized.strategy() == Strategy.STAGES
                  ? 0
                  : GpuMemory.loaded(new Bytes(weights * Models.MIB)).count());
    }
  }

  @Property
  void what_an_impossible_one_says_would_fit_fits(
      @ForAll @LongRange(min = 1, max = 500_000) long weights,
      @ForAll @LongRange(min = 1000, max = 90_000) long memory) {
    var needed = GpuMemory.loaded(new Bytes(weights * Models.MIB));
    var least = GpuMemory.least(needed, 1);
    assertThat(GpuMemory.room(least)).isGreaterThanOrEqualTo(needed);
    assertThat(GpuMemory.gpus(needed, GpuMemory.room(new Bytes(memory * Models.MIB))) == 1)
        .isEqualTo(memory * Models.MIB >= least.count());
  }
}
