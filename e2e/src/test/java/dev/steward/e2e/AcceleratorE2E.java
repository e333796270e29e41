package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Cluster;
import dev.steward.e2e.world.Gpus;
import dev.steward.e2e.world.MeasuresTime;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * GPUs: the node says that it has eight, as a device plugin would, and the scheduler does the rest.
 */
@ExtendWith(SharedWorld.class)
@MeasuresTime
@TestInstance(Lifecycle.PER_CLASS)
@Order(4)
class AcceleratorE2E {

  private static final String GPU = "nvidia.com/gpu";

  private final Cluster cluster;
  private final Tenant tenant;

  AcceleratorE2E(World world) {
    cluster = world.cluster();
    tenant = world.tenant();
  }

  @BeforeAll
  void give_the_node_gpus() {
    Gpus.give(cluster, "8");
    cluster
        .kubectl()
        .run(
            "label",
            "nodes",
            "--all",
            "nvidia.com/gpu.product=NVIDIA-L4",
            "nvidia.com/gpu.memory=23034");
  }

  @AfterAll
  void take_them() {
    tenant.remove("minilm-gpu", "greedy");
    cluster
        .kubectl()
        .run("label", "nodes", "--all", "nvidia.com/gpu.product-", "nvidia.com/gpu.memory-");
    Gpus.give(cluster, "0");
  }

  @Test
  void the_example_gets_its_gpu() {
    tenant.applyFile(cluster.checkout().resolve("examples/gpu.yaml"));
    var _ = tenant.awaitReady("minilm-gpu");
    assertThat(tenant.pods("minilm-gpu"))
        .singleElement()
        .satisfies(pod ->
            assertThat(pod.getSpec().getContainers().getFirst().getResources().getLimits())
                .containsEntry(GPU, new Quantity("1")));
  }

  @Test
  void gpus_that_no_node_has_are_told_within_five_seconds() {
    tenant.apply(
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: greedy}
        spec:
          model: {uri: "pvc://models/minilm-q", task: Embedding}
          accelerator: {count: 64}
        """);
    var ready =
        Await.present(
            "a word about the GPUs",
            Duration.ofSeconds(5),
            () ->
                tenant
                    .service("greedy")
                    .condition("Ready")
                    .filter(condition -> condition.message().contains(GPU)));
    assertThat(ready.isTrue()).isFalse();
    assertThat(ready.message()).contains("64").contains("8");
  }
}
