package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.ChangesTheNode;
import dev.steward.e2e.world.Cluster;
import dev.steward.e2e.world.Gpus;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.Release;
import dev.steward.e2e.world.ServiceView;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * GPUs by the model's size: the node says that it has eight of 3000 MiB, as a device plugin and
 * feature discovery would; what the model needs is read from its real file. Devices of a class go
 * as far as the scheduler's allocation, for no driver is here to prepare them.
 */
@ExtendWith(SharedWorld.class)
@ChangesTheNode
@TestInstance(Lifecycle.PER_CLASS)
@Order(8)
class SizingE2E {

  private static final String GPU = "nvidia.com/gpu";
  private static final String DRIVER = "gpu.example.com";

  private final Cluster cluster;
  private final Release release;
  private final Tenant tenant;

  SizingE2E(World world) {
    cluster = world.cluster();
    release = world.release();
    tenant = world.tenant();
  }

  @BeforeAll
  void give_the_node_small_gpus() {
    Gpus.give(cluster, "8");
    label("--overwrite", "nvidia.com/gpu.product=TINY", "nvidia.com/gpu.memory=3000");
  }

  @AfterAll
  void take_them() {
    tenant.remove("minilm-sized", "huge", "cut", "ranked", "claimed");
    cluster.kubectl().attempt("", "delete", "resourceslice", "node1-gpus");
    cluster.kubectl().attempt("", "delete", "deviceclass", DRIVER);
    label("nvidia.com/gpu.product-", "nvidia.com/gpu.memory-");
    Gpus.give(cluster, "0");
  }

  private void label(String... labels) {
    var all = new ArrayList<>(List.of("label", "nodes", "--all"));
    all.addAll(List.of(labels));
    cluster.kubectl().run(all.toArray(String[]::new));
  }

  private static List<String> sizing(ServiceView service) {
    return StreamSupport.stream(service.json().at("/status/model/sizing").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  private Quantity gpus(String service) {
    return tenant.pods(service).stream()
        .map(pod -> pod.getSpec().getContainers().getFirst().getResources().getLimits().get(GPU))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_example_gets_as_many_gpus_as_its_weights_need_and_shows_how() {
    tenant.applyFile(cluster.checkout().resolve("examples/gpu-sizing/service.yaml"));
    var service = tenant.awaitReady("minilm-sized");
    assertThat(gpus("minilm-sized")).isEqualTo(new Quantity("1"));
    assertThat(sizing(service))
        .anySatisfy(line -> assertThat(line).startsWith("Weights: 102 tensors, 87 MiB"))
        .anySatisfy(line -> assertThat(line).contains("3000 MiB × 0.84 − 2355 MiB = 165 MiB"))
        .anySatisfy(line -> assertThat(line).contains("strategy None"));
    assertThat(tenant.kubectl("describe", "modelservice", "minilm-sized"))
        .contains("Sizing:", "Weights: 102 tensors", "Layers:");
    var facts = service.json().at("/status/model/facts");
    assertThat(facts.path("weightBytes").asLong()).isBetween(80_000_000L, 100_000_000L);
    assertThat(facts.path("layers").size()).isGreaterThan(5);
    var pod =
        Await.until(
            "the end of the inspection pod",
            Await.PATIENTLY,
            () -> inspections("minilm-sized"),
            List::isEmpty);
    assertThat(pod).isEmpty();
  }

  private List<String> inspections(String service) {
    return cluster
        .client()
        .pods()
        .inNamespace(tenant.namespace())
        .withLabel("steward.dev/inspection", service)
        .list()
        .getItems()
        .stream()
        .map(pod -> pod.getMetadata().getName())
        .toList();
  }

  /** On GPUs of 2880 MiB, of which each has 64 MiB for weights of 88. */
  @Test
  void left_open_a_model_is_cut_for_our_runtime_and_spread_for_an_engine_that_shards() {
    label("--overwrite", "nvidia.com/gpu.memory=2880");
    try {
      tenant.apply(
          """
          apiVersion: steward.dev/v1alpha1
          kind: ModelService
          metadata: {name: cut}
          spec:
            model: {uri: "pvc://models/minilm", name: minilm, task: Embedding}
            runtime: {resources: {requests: {cpu: 50m, memory: 256Mi}}}
            accelerator: {count: Auto}
            sharding: {strategy: Auto}
          ---
          apiVersion: steward.dev/v1alpha1
          kind: ModelService
          metadata: {name: ranked}
          spec:
            model: {uri: "pvc://models/minilm"}
            runtime:
              image: steward.dev/engine-standin:%s
              env: [{name: RANK_OF, value: "$(LWS_WORKER_INDEX) of $(LWS_GROUP_SIZE)"}]
              resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 256Mi}}
            accelerator: {count: 1}
            sharding: {strategy: Auto}
          """
              .formatted(release.version()));
      var cut = tenant.awaitReady("cut");
      assertThat(sizing(cut))
          .anySatisfy(line -> assertThat(line).endsWith("/ 64 MiB = 2 GPUs hold the model."))
          .anySatisfy(line -> assertThat(line).startsWith("2 stages, a pod with 1 GPU each"))
          .anySatisfy(line -> assertThat(line).startsWith("Stage 0: layers 0 to "));
      assertThat(tenant.kubectl("describe", "msvc", "cut")).contains("Stage 0: layers 0 to ");
      assertThat(tenant.pods("cut")).hasSize(2);
      var embedding = tenant.url("cut") + "/v1/embeddings";
      assertThat(Http.post(embedding, Services.embeddingOf("in two stages")).status())
          .isEqualTo(200);

      var ranked = tenant.awaitReady("ranked");
      assertThat(sizing(ranked))
          .anySatisfy(line -> assertThat(line).contains("2 pods with 1 GPU", "strategy Tensor"));
      var answer = Http.post(tenant.url("ranked") + "/v2/models/ranked/infer", "{\"inputs\": []}");
      assertThat(answer.body().at("/outputs/0/data").toString()).isEqualTo("[0,1]");
    } finally {
      label("--overwrite", "nvidia.com/gpu.memory=3000");
    }
  }

  @Test
  void what_no_node_can_hold_is_told_with_what_would_do() {
    label("--overwrite", "nvidia.com/gpu.memory=2850");
    try {
      tenant.apply(
          """
          apiVersion: steward.dev/v1alpha1
          kind: ModelService
          metadata: {name: huge}
          spec:
            model: {uri: "pvc://models/minilm", task: Embedding}
            accelerator: {count: Auto}
          """);
      var ready = tenant.awaitNotReady("huge", Await.PATIENTLY, "Unschedulable");
      assertThat(ready.message())
          .contains("spec.accelerator.count", "GPUs of 2850 MiB", "add a node with a GPU of 29");
      assertThat(tenant.pods("huge")).isEmpty();
    } finally {
      label("--overwrite", "nvidia.com/gpu.memory=3000");
    }
  }

  @Test
  void devices_of_a_class_are_allocated_by_the_scheduler() {
    var node = cluster.client().nodes().list().getItems().getFirst().getMetadata().getName();
    cluster
        .kubectl()
        .runWith(
            """
            apiVersion: resource.k8s.io/v1
            kind: DeviceClass
            metadata: {name: %1$s}
            spec:
              selectors: [{cel: {expression: "device.driver == '%1$s'"}}]
            ---
            apiVersion: resource.k8s.io/v1
            kind: ResourceSlice
            metadata: {name: node1-gpus}
            spec:
              driver: %1$s
              nodeName: %2$s
              pool: {name: %2$s, generation: 1, resourceSliceCount: 1}
              devices:
              - {name: gpu-0, attributes: {model: {string: "small"}}}
              - {name: gpu-1, attributes: {model: {string: "large"}}}
            """
                .formatted(DRIVER, node),
            "apply",
            "-f",
            "-");
    tenant.apply(
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: claimed}
        spec:
          model: {uri: "pvc://models/minilm-q", task: Embedding}
          accelerator:
            deviceClass: %1$s
            selectors: ["device.attributes['%1$s'].model == 'large'"]
        """
            .formatted(DRIVER));
    var device =
        Await.until(
            "the allocation of a device",
            Await.PATIENTLY,
            () ->
                tenant.kubectl(
                    "get",
                    "resourceclaims",
                    "-o",
                    "jsonpath={.items[*].status.allocation.devices.results[*].device}"),
            found -> !found.isBlank());
    assertThat(device.strip()).isEqualTo("gpu-1");
  }
}
