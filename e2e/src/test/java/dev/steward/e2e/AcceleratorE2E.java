package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Cluster;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.Map;
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
    patchNodes("8");
  }

  @AfterAll
  void take_them() {
    tenant.remove("gpu", "greedy");
    patchNodes("0");
  }

  @Test
  void a_service_that_asks_for_gpus_gets_them() {
    tenant.apply(service("gpu", 2));
    var _ = tenant.awaitReady("gpu");
    assertThat(tenant.pods("gpu"))
        .singleElement()
        .satisfies(pod -> {
          var limits = pod.getSpec().getContainers().getFirst().getResources().getLimits();
          assertThat(limits).containsEntry(GPU, new Quantity("2"));
          assertThat(pod.getSpec().getNodeName()).isNotEmpty();
        });
  }

  @Test
  void gpus_that_no_node_has_are_told_within_five_seconds() {
    tenant.apply(service("greedy", 64));
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

  private static String service(String name, int count) {
    return """
    apiVersion: steward.dev/v1alpha1
    kind: ModelService
    metadata: {name: %s}
    spec:
      model: {uri: "pvc://models/minilm-q", task: Embedding}
      accelerator: {count: %d}
      runtime: {resources: {requests: {cpu: 50m, memory: 256Mi}}}
    """
        .formatted(name, count);
  }

  private void patchNodes(String count) {
    for (var node : cluster.client().nodes().list().getItems()) {
      var name = node.getMetadata().getName();
      cluster
          .kubectl()
          .run(
              "patch",
              "node",
              name,
              "--subresource=status",
              "--type=merge",
              "-p",
              "{\"status\": {\"capacity\": {\"%1$s\": \"%2$s\"}, \"allocatable\": {\"%1$s\": \"%2$s\"}}}"
                  .formatted(GPU, count));
      var _ =
          Await.until(
              name + " has " + count + " GPUs",
              Await.PATIENTLY,
              () -> allocatable(cluster.client().nodes().withName(name).get()),
              new Quantity(count)::equals);
    }
  }

  private static Quantity allocatable(Node node) {
    Map<String, Quantity> allocatable = node.getStatus().getAllocatable();
    return allocatable.getOrDefault(GPU, new Quantity("0"));
  }
}
