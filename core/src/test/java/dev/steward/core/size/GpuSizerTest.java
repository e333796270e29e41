package dev.steward.core.size;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.measure.Bytes;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.size.GpuSizer.NodeChoice;
import dev.steward.core.size.GpuSupply.Unit;
import dev.steward.core.size.Sizing.Impossible;
import dev.steward.core.size.Sizing.Sized;
import dev.steward.core.size.Sizing.Strategy;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class GpuSizerTest {

  private static final long L4 = 23034;
  private static final ModelFacts SMALL = Models.of(12, 500);
  private static final ModelFacts LARGE = Models.of(32, 30 * 1024);

  private Engine engine = Engine.STEWARD;
  private Spread spread = new Spread.Auto();
  private OptionalInt given = OptionalInt.empty();
  private NodeChoice choice = NodeChoice.BY_MEMORY;

  private Sizing size(ModelFacts model, GpuSupply... supply) {
    return GpuSizer.size(
        new GpuDemand(model, engine, spread, given, 16), "nvidia.com/gpu", List.of(supply), choice);
  }

  private static void assertSized(Sizing sizing, int gpus, Strategy strategy, int size) {
    assertThat(sizing)
        .as("%s", sizing)
        .isInstanceOfSatisfying(
            Sized.class,
            sized -> {
              assertThat(sized.gpus()).isEqualTo(gpus);
              assertThat(sized.strategy()).isEqualTo(strategy);
              assertThat(sized.size()).isEqualTo(size);
            });
  }

  private static Impossible impossible(Sizing sizing) {
    assertThat(sizing).isInstanceOf(Impossible.class);
    return (Impossible) sizing;
  }

  @Test
  void a_model_that_fits_one_gpu_is_whole_in_each_pod() {
    assertSized(size(SMALL, Models.gpus("a", 8, L4)), 1, Strategy.NONE, 1);
  }

  @Test
  void the_arithmetic_is_told_line_by_line() {
    assertThat(size(LARGE, Models.gpus("a", 8, L4)).arithmetic())
        .containsExactly(
            "Weights: 50 tensors, 30720 MiB in the file, × 1.02 as they are loaded = 31335 MiB.",
            "Nodes: a has 8 of 23034 MiB (NVIDIA-L4) (allocatable, free or not).",
            "A GPU of a: 23034 MiB × 0.84 − 2355 MiB = 16993 MiB for weights.",
            "31335 MiB × 1.05 / 16993 MiB = 2 GPUs hold the model.",
            "2 stages, a pod with 1 GPU each, of at least 21456 MiB (strategy Pipeline).");
  }

  @Test
  void stewards_runtime_computes_on_one_gpu_so_a_large_model_is_cut_into_stages() {
    assertSized(size(LARGE, Models.gpus("a", 8, L4)), 1, Strategy.STAGES, 2);
    assertSized(
        size(LARGE, Models.gpus("a", 1, L4), Models.gpus("b", 1, L4)), 1, Strategy.STAGES, 2);
  }

  @Test
  void without_stages_it_says_which_gpu_would_hold_it() {
    spread = new Spread.Whole();
    var impossible = impossible(size(LARGE, Models.gpus("a", 8, L4)));
    assertThat(impossible.cause()).isEqualTo(Sizing.Cause.SUPPLY);
    assertThat(impossible.reason().message())
        .isEqualTo(
            "spec.accelerator.count: the weights need 31335 MiB, that is 2 GPUs of 23034 MiB, and"
                + " Steward's runtime computes a whole model on one; add a node with a GPU of 40107"
                + " MiB, or use spec.sharding.strategy: Auto");
    assertSized(size(LARGE, Models.gpus("b", 1, 40107)), 1, Strategy.NONE, 1);
    assertThat(size(LARGE, Models.gpus("b", 1, 40106))).isInstanceOf(Impossible.class);
  }

  @Test
  void an_engine_that_shards_itself_gets_its_gpus_in_one_pod() {
    engine = Engine.SHARDS_ITSELF;
    assertSized(size(LARGE, Models.gpus("a", 8, L4)), 2, Strategy.NONE, 1);
    spread = new Spread.Whole();
    assertSized(size(LARGE, Models.gpus("a", 8, L4)), 2, Strategy.NONE, 1);
  }

  @Test
  void three_gpus_are_four_for_it_since_heads_are_cut_by_powers_of_two() {
    engine = Engine.SHARDS_ITSELF;
    assertSized(size(Models.of(32, 45 * 1024), Models.gpus("a", 8, L4)), 4, Strategy.NONE, 1);
  }

  @Test
  void where_no_node_has_enough_it_is_spread_over_nodes() {
    engine = Engine.SHARDS_ITSELF;
    var model = Models.of(32, 45 * 1024);
    assertSized(
        size(model, Models.gpus("a", 2, L4), Models.gpus("b", 3, L4)), 2, Strategy.RANKS, 2);
    assertThat(impossible(size(model, Models.gpus("a", 3, L4))).reason().message())
        .contains("a has most, 3", "a GPU of 58");
  }

  @Test
  void larger_gpus_are_preferred_where_fewer_of_them_are_enough() {
    var sizing = size(LARGE, Models.gpus("a", 8, L4), Models.gpus("b", 1, 81559));
    assertSized(sizing, 1, Strategy.NONE, 1);
    assertThat(((Sized) sizing).least().orElseThrow())
        .as("and pods are kept off the small ones")
        .isGreaterThan(new Bytes(L4 * Models.MIB));
  }

  @Test
  void where_nodes_can_t_be_chosen_by_memory_the_smallest_gpu_counts() {
    choice = NodeChoice.NONE;
    assertSized(
        size(LARGE, Models.gpus("a", 8, L4), Models.gpus("b", 1, 81559)), 1, Strategy.STAGES, 2);
  }

  @Test
  void slices_and_shares_never_work_together() {
    engine = Engine.SHARDS_ITSELF;
    for (var unit : List.of(Unit.SLICE, Unit.SHARE)) {
      var supply = new GpuSupply("a", "A100", 7, new Bytes(20 * 1024 * Models.MIB), unit);
      assertSized(size(SMALL, supply), 1, Strategy.NONE, 1);
      spread = new Spread.Whole();
      assertThat(impossible(size(LARGE, supply)).reason().problem())
          .contains("no two of them work together");
      spread = new Spread.Auto();
    }
  }

  @Test
  void stages_may_lie_on_slices() {
    var supply = new GpuSupply("a", "A100", 7, new Bytes(20 * 1024 * Models.MIB), Unit.SLICE);
    assertSized(size(LARGE, supply), 1, Strategy.STAGES, 3);
  }

  @Test
  void given_stages_get_a_gpu_each_if_they_fit() {
    spread = new Spread.Stages(3);
    assertSized(size(LARGE, Models.gpus("a", 8, L4)), 1, Strategy.STAGES, 3);
    spread = new Spread.Stages(2);
    assertThat(size(LARGE, Models.gpus("a", 1, L4))).isInstanceOf(Impossible.class);
  }

  @Test
  void more_of_the_same_gpus_are_advised_only_where_they_would_help() {
    var few = impossible(size(LARGE, Models.gpus("a", 1, L4))).reason();
    assertThat(few.problem()).endsWith("and there aren't 2 of them, one for each stage");
    assertThat(few.remedy()).endsWith("or more of those there are");
    var flat = impossible(size(Models.of(2, 60 * 1024), Models.gpus("a", 8, L4))).reason();
    assertThat(flat.problem())
        .contains("no cut of its 2 layers into 2 stages or fewer has each fit");
    assertThat(flat.remedy()).endsWith("MiB, which holds the whole model");
  }

  @Test
  void given_ranks_get_as_many_gpus_as_they_need_together() {
    engine = Engine.SHARDS_ITSELF;
    spread = new Spread.Ranks(2);
    assertSized(size(Models.of(32, 60 * 1024), Models.gpus("a", 8, L4)), 2, Strategy.RANKS, 2);
  }

  @Test
  void a_given_number_of_gpus_is_kept() {
    given = OptionalInt.of(2);
    engine = Engine.SHARDS_ITSELF;
    assertSized(size(Models.of(32, 60 * 1024), Models.gpus("a", 8, L4)), 2, Strategy.RANKS, 2);
    assertSized(size(SMALL, Models.gpus("a", 8, L4)), 2, Strategy.NONE, 1);
  }

  @Test
  void a_cluster_without_such_gpus_is_told_what_would_do() {
    var impossible = impossible(size(SMALL));
    assertThat(impossible.cause()).isEqualTo(Sizing.Cause.SUPPLY);
    assertThat(impossible.reason().message())
        .contains("no node", "nvidia.com/gpu", "a GPU of 3411 MiB holds the model");
  }

  @Test
  void a_gpu_with_no_room_beside_the_engine_holds_nothing() {
    engine = Engine.SHARDS_ITSELF;
    assertThat(impossible(size(SMALL, Models.gpus("a", 64, 2048))).reason().problem())
        .contains("no room beside");
  }

  @Test
  void many_nodes_and_long_names_stay_within_the_bounds_of_a_status() {
    var supply =
        java.util.stream.IntStream.range(0, 40)
            .mapToObj(i -> Models.gpus("node-" + "x".repeat(100) + i, 8, L4))
            .toArray(GpuSupply[]::new);
    assertThat(size(LARGE, supply).arithmetic())
        .hasSizeLessThanOrEqualTo(Sizing.MAX_LINES)
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(Sizing.MAX_LINE));
  }
}
