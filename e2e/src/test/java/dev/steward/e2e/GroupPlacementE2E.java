package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.ChangesTheNode;
import dev.steward.e2e.world.Cluster;
import dev.steward.e2e.world.Gpus;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Groups are placed as a whole or not at all, also where there isn't room for each of them. */
@ExtendWith(SharedWorld.class)
@ChangesTheNode
@Order(4)
class GroupPlacementE2E {

  private final Cluster cluster;
  private final Tenant tenant;

  GroupPlacementE2E(World world) {
    cluster = world.cluster();
    tenant = world.tenant();
  }

  @BeforeEach
  void give_the_node_gpus() {
    Gpus.give(cluster, "3");
  }

  @AfterEach
  void take_them() {
    tenant.remove("half-a", "half-b");
    Gpus.give(cluster, "0");
  }

  /** Of two groups of two GPUs each on three GPUs one runs, and the other never keeps one. */
  @Test
  void two_groups_that_dont_both_fit_are_never_half_placed_together() {
    var watching = new AtomicBoolean(true);
    var bothHalf = new AtomicLong();
    var watch =
        Thread.ofVirtual()
            .start(() -> {
              while (watching.get()) {
                var placed = placed();
                if (Long.valueOf(1).equals(placed.get("half-a"))
                    && Long.valueOf(1).equals(placed.get("half-b"))) {
                  bothHalf.incrementAndGet();
                }
                pause();
              }
            });
    try {
      tenant.apply(half("half-a"));
      tenant.apply(half("half-b"));
      var ready =
          Await.present(
              "one of both is Ready",
              Await.PATIENTLY,
              () ->
                  List.of("half-a", "half-b").stream()
                      .filter(name -> tenant.service(name).isReady())
                      .findFirst());
      var other = ready.equals("half-a") ? "half-b" : "half-a";
      var condition = tenant.awaitNotReady(other, Duration.ofMinutes(3), "GroupNotPlaced");
      assertThat(condition.message()).contains("nvidia.com/gpu").contains("gave back");
      assertThat(placed()).doesNotContainKey(other);
      tenant.remove(ready);
      var _ =
          Await.until(
              other + " is Ready",
              Duration.ofMinutes(4),
              () -> tenant.service(other),
              view -> view.isReady());
    } finally {
      watching.set(false);
    }
    var _ = Await.until("the watch ends", Await.PATIENTLY, watch::isAlive, alive -> !alive);
    assertThat(bothHalf).hasValue(0);
  }

  private static String half(String name) {
    return """
    apiVersion: steward.dev/v1alpha1
    kind: ModelService
    metadata: {name: %s}
    spec:
      model: {uri: "pvc://models/minilm-q", task: Embedding}
      runtime: {resources: {requests: {cpu: 50m, memory: 256Mi}}}
      accelerator: {count: 1}
      sharding: {strategy: Pipeline, size: 2}
      scaling: {mode: Fixed, replicas: 1}
    """
        .formatted(name);
  }

  /** Members that have a node, by their service: of both at one moment. */
  private Map<String, Long> placed() {
    return cluster
        .client()
        .pods()
        .inNamespace(tenant.namespace())
        .withLabelIn("steward.dev/service", "half-a", "half-b")
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> pod.getMetadata().getLabels().containsKey("steward.dev/group"))
        .filter(pod -> pod.getSpec().getNodeName() != null)
        .collect(
            Collectors.groupingBy(
                pod -> pod.getMetadata().getLabels().get("steward.dev/service"),
                Collectors.counting()));
  }

  private static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
  }
}
