package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.ChangesTheNode;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.ServiceView;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A service over edge and cloud. The cluster's one node is first the one, then the other: pods that
 * run there stay, as they do when a node is given another label, and those that come find no edge
 * any more.
 */
@ExtendWith(SharedWorld.class)
@ChangesTheNode
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(8)
class TiersE2E {

  private static final String NAME = "minilm-near";
  private static final int CROWD = 40;

  private final World world;
  private final Tenant tenant;

  TiersE2E(World world) {
    this.world = world;
    tenant = world.tenant();
  }

  @BeforeAll
  void a_node_at_the_edge() {
    label("steward.dev/tier=edge", "topology.kubernetes.io/region=eu-1");
    tenant.apply(
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: %s}
        spec:
          model: {uri: 'pvc://models/minilm', name: minilm, task: Embedding}
          placement: {tiers: [Edge, Cloud], regions: [eu-1]}
          runtime: {resources: {requests: {cpu: 100m}}}
          scaling: {mode: Fixed, replicas: 1}
        """
            .formatted(NAME));
  }

  @AfterAll
  void remove_it() {
    tenant.remove(NAME);
    label("steward.dev/tier-", "topology.kubernetes.io/region-");
  }

  private void label(String... labels) {
    for (var node : world.cluster().client().nodes().list().getItems()) {
      var arguments =
          new ArrayList<>(List.of("label", "node", node.getMetadata().getName(), "--overwrite"));
      arguments.addAll(List.of(labels));
      world.cluster().kubectl().run(arguments.toArray(String[]::new));
    }
  }

  private void replicas(int number) {
    tenant.kubectl(
        "patch",
        "msvc",
        NAME,
        "--type=merge",
        "-p",
        "{\"spec\": {\"scaling\": {\"replicas\": %d}}}".formatted(number));
  }

  private ServiceView awaitPools(String edge, String cloud) {
    return Await.until(
        "%s answer at the edge and %s in the cloud".formatted(edge, cloud),
        Await.PATIENTLY,
        () -> tenant.service(NAME),
        service ->
            service.isReady()
                && service.json().at("/status/pools/0/ready").asText().equals(edge)
                && service.json().at("/status/pools/1/ready").asText().equals(cloud));
  }

  private String near() {
    return tenant.pods(NAME).stream()
        .filter(pod -> "edge".equals(pod.getMetadata().getLabels().get("steward.dev/tier")))
        .map(pod -> pod.getMetadata().getUid())
        .reduce("", String::concat);
  }

  /** Requests that the gateways sent to a farther tier. */
  private double spilled() {
    return world.release().pods("gateway").stream()
        .map(pod -> "http://%s:8081/metrics".formatted(pod.getStatus().getPodIP()))
        .flatMap(url -> Http.attemptGet(url).orElseThrow().text().lines())
        .filter(line -> line.startsWith("steward_gateway_spilled_total"))
        .filter(line -> line.contains("service=\"" + NAME + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private int ask() {
    return ask("near");
  }

  private int ask(String text) {
    return Http.post(tenant.url(NAME) + "/v1/embeddings", Services.embeddingOf(text)).status();
  }

  @Test
  @Order(1)
  void the_edge_is_filled_first() {
    var service = awaitPools("1/1", "0/0");
    assertThat(service.json().at("/status/pools/0/tier").asText()).isEqualTo("Edge");
    assertThat(service.json().at("/status/pools/0/fullSince").isMissingNode()).isTrue();
    assertThat(ask()).isEqualTo(200);
  }

  @Test
  @Order(2)
  void pods_that_find_no_place_there_go_to_the_cloud() {
    var first = near();
    label("steward.dev/tier=cloud");
    replicas(2);
    var service = awaitPools("1/1", "1/1");
    assertThat(service.json().at("/status/pools/0/fullSince").asText()).isNotEmpty();
    assertThat(near()).isEqualTo(first);
  }

  @Test
  @Order(3)
  void requests_stay_near_one_by_one_and_spill_over_as_a_crowd() {
    var before = spilled();
    for (int i = 0; i < 10; i++) {
      assertThat(ask()).isEqualTo(200);
    }
    assertThat(spilled()).isEqualTo(before);
    var _ =
        Await.until(
            "a crowd spills over",
            Await.PATIENTLY,
            () -> {
              crowd();
              return spilled();
            },
            spilled -> spilled > before);
  }

  /** Asks at once what takes a pod a while; a machine with much to do may still not see a crowd. */
  private void crowd() {
    var page = "near ".repeat(250);
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<CompletableFuture<Integer>>();
      for (int i = 0; i < CROWD; i++) {
        answers.add(CompletableFuture.supplyAsync(() -> ask(page), clients));
      }
      assertThat(answers).allMatch(answer -> answer.join() == 200);
    }
  }

  @Test
  @Order(4)
  void the_cloud_is_left_first() {
    var first = near();
    replicas(1);
    var _ = awaitPools("1/1", "0/0");
    assertThat(near()).isEqualTo(first);
    assertThat(ask()).isEqualTo(200);
  }
}
