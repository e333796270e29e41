package dev.steward.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.measure.Bytes;
import dev.steward.core.size.GpuSupply;
import dev.steward.core.size.GpuSupply.Unit;
import dev.steward.operator.plan.AcceleratorSettings.Plugin;
import dev.steward.operator.plan.NodeFacts.Standing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GpuInventoryTest {

  private static final long MIB = 1L << 20;
  private static final PlacementSettings ANYWHERE = placement(Map.of(), List.of(), List.of());

  private static List<GpuSupply> inventory(
      String resource, String count, Map<String, String> labels) {
    return GpuInventory.of(
        List.of(new NodeFacts("node1", Map.of(resource, count), labels, Standing.READY)),
        new Plugin(resource, List.of(), OptionalLong.empty()),
        ANYWHERE);
  }

  private static PlacementSettings placement(
      Map<String, String> selector, List<String> regions, List<Tier> tiers) {
    return new PlacementSettings(selector, List.of(), Optional.empty(), regions, tiers);
  }

  private static GpuSupply supply(String product, int count, long memory, Unit unit) {
    return new GpuSupply("node1", product, count, new Bytes(memory), unit);
  }

  @Test
  void gpus_are_counted_with_the_memory_that_feature_discovery_tells() {
    assertThat(
            inventory(
                "nvidia.com/gpu",
                "8",
                Map.of("nvidia.com/gpu.product", "NVIDIA-L4", "nvidia.com/gpu.memory", "23034")))
        .containsExactly(supply("NVIDIA-L4", 8, 23034 * MIB, Unit.GPU));
  }

  @Test
  void gpus_that_don_t_tell_their_memory_can_t_be_sized_for() {
    assertThat(inventory("nvidia.com/gpu", "8", Map.of())).isEmpty();
    assertThat(inventory("nvidia.com/gpu", "8", Map.of("nvidia.com/gpu.memory", "lots"))).isEmpty();
    assertThat(inventory("example.com/npu", "8", Map.of("nvidia.com/gpu.memory", "1"))).isEmpty();
  }

  @Test
  void a_share_has_its_part_of_the_memory() {
    var labels = Map.of("nvidia.com/gpu.memory", "24000", "nvidia.com/gpu.replicas", "4");
    assertThat(inventory("nvidia.com/gpu.shared", "8", labels))
        .containsExactly(supply("", 8, 6000 * MIB, Unit.SHARE));
    assertThat(inventory("nvidia.com/gpu", "8", labels))
        .containsExactly(supply("", 8, 6000 * MIB, Unit.SHARE));
  }

  @Test
  void a_slice_has_what_its_label_or_else_its_profile_says() {
    assertThat(inventory("nvidia.com/mig-1g.10gb", "7", Map.of()))
        .containsExactly(supply("", 7, 10_000_000_000L, Unit.SLICE));
    assertThat(
            inventory(
                "nvidia.com/mig-3g.40gb", "2", Map.of("nvidia.com/mig-3g.40gb.memory", "40192")))
        .containsExactly(supply("", 2, 40192 * MIB, Unit.SLICE));
    assertThat(inventory("nvidia.com/mig-1g.10gb.me", "1", Map.of())).hasSize(1);
    assertThat(inventory("nvidia.com/mig-strange", "1", Map.of())).isEmpty();
  }

  @Test
  void a_slice_that_is_called_a_gpu_is_a_slice_all_the_same() {
    assertThat(
            inventory(
                "nvidia.com/gpu",
                "7",
                Map.of(
                    "nvidia.com/gpu.product",
                    "NVIDIA-A100-SXM4-80GB-MIG-1g.10gb",
                    "nvidia.com/gpu.memory",
                    "9856")))
        .extracting(GpuSupply::unit)
        .containsExactly(Unit.SLICE);
  }

  @Test
  void amd_s_node_labeller_is_understood() {
    assertThat(
            inventory(
                "amd.com/gpu",
                "8",
                Map.of("amd.com/gpu.vram", "64G", "amd.com/gpu.product-name", "MI210")))
        .containsExactly(supply("MI210", 8, 64_000_000_000L, Unit.GPU));
  }

  @Test
  void products_and_least_memory_are_kept_to() {
    var nodes =
        List.of(
            new NodeFacts(
                "node1",
                Map.of("nvidia.com/gpu", "8"),
                Map.of("nvidia.com/gpu.product", "NVIDIA-L4", "nvidia.com/gpu.memory", "23034"),
                Standing.READY));
    assertThat(
            GpuInventory.of(
                nodes,
                new Plugin("nvidia.com/gpu", List.of("NVIDIA-A10G"), OptionalLong.empty()),
                ANYWHERE))
        .isEmpty();
    assertThat(
            GpuInventory.of(
                nodes,
                new Plugin("nvidia.com/gpu", List.of("NVIDIA-L4"), OptionalLong.of(24000)),
                ANYWHERE))
        .isEmpty();
  }

  @Test
  void a_service_gets_none_of_a_node_that_its_pods_may_not_run_on() {
    var node =
        new NodeFacts(
            "node1",
            Map.of("nvidia.com/gpu", "8"),
            Map.of(
                "nvidia.com/gpu.memory", "23034",
                "topology.kubernetes.io/region", "eu-1",
                "steward.dev/tier", "edge",
                "disk", "ssd"),
            Standing.READY);
    assertThat(on(node, ANYWHERE)).hasSize(1);
    assertThat(
            on(node, placement(Map.of("disk", "ssd"), List.of("eu-2", "eu-1"), List.of(Tier.EDGE))))
        .hasSize(1);
    assertThat(on(node, placement(Map.of(), List.of(), List.of(Tier.CLOUD, Tier.EDGE)))).hasSize(1);
    assertThat(on(node, placement(Map.of("disk", "slow"), List.of(), List.of()))).isEmpty();
    assertThat(on(node, placement(Map.of(), List.of("eu-2"), List.of()))).isEmpty();
    assertThat(on(node, placement(Map.of(), List.of(), List.of(Tier.CLOUD)))).isEmpty();
  }

  private static List<GpuSupply> on(NodeFacts node, PlacementSettings placement) {
    return GpuInventory.of(
        List.of(node), new Plugin("nvidia.com/gpu", List.of(), OptionalLong.empty()), placement);
  }
}
