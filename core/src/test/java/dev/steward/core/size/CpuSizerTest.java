package dev.steward.core.size;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.measure.Bytes;
import dev.steward.core.size.Sizing.Impossible;
import dev.steward.core.size.Sizing.Sized;
import dev.steward.core.size.Sizing.Strategy;
import org.junit.jupiter.api.Test;

class CpuSizerTest {

  private static final Bytes TWO_GIB = new Bytes(2048 * Models.MIB);

  @Test
  void a_model_that_fits_a_pod_s_memory_is_whole() {
    var sizing = CpuSizer.size(Models.of(11, 900), Engine.STEWARD, TWO_GIB, 16);
    assertThat(sizing)
        .isInstanceOfSatisfying(
            Sized.class, sized -> assertThat(sized.strategy()).isEqualTo(Strategy.NONE));
    assertThat(sizing.arithmetic())
        .containsExactly(
            "Weights: 50 tensors, 900 MiB in the file, × 1.02 as they are loaded = 918 MiB.",
            "A pod: spec.runtime.resources.limits.memory = 2048 MiB, × 0.60 that Java's heap leaves"
                + " − 256 MiB = 972 MiB for weights.",
            "918 MiB ≤ 972 MiB: each pod has the whole model (strategy None).");
  }

  @Test
  void one_that_doesn_t_is_cut_into_as_few_stages_as_fit() {
    assertThat(CpuSizer.size(Models.of(10, 2000), Engine.STEWARD, TWO_GIB, 16))
        .isInstanceOfSatisfying(
            Sized.class,
            sized -> {
              assertThat(sized.strategy()).isEqualTo(Strategy.STAGES);
              // Four whole layers of 200 MiB go into 972 / 1.02 MiB.
              assertThat(sized.size()).isEqualTo(3);
              assertThat(sized.gpus()).isZero();
            });
  }

  @Test
  void one_that_no_cut_makes_fit_is_told_with_the_memory_it_needs() {
    var sizing = CpuSizer.size(Models.of(2, 4000), Engine.STEWARD, TWO_GIB, 16);
    assertThat(sizing)
        .isInstanceOfSatisfying(
            Impossible.class,
            impossible ->
                assertThat(impossible.reason().message())
                    .contains("no cut of its 2 layers", "to 7227 MiB"));
    var enough = new Bytes(7227 * Models.MIB);
    assertThat(CpuSizer.size(Models.of(2, 4000), Engine.STEWARD, enough, 16))
        .isInstanceOf(Sized.class);
  }

  @Test
  void nothing_is_cut_for_somebody_else_s_engine() {
    assertThat(CpuSizer.size(Models.of(10, 2000), Engine.SHARDS_ITSELF, TWO_GIB, 16))
        .isInstanceOf(Impossible.class);
  }
}
