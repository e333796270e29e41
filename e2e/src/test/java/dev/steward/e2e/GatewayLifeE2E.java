package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Cluster;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.Load;
import dev.steward.e2e.world.Release;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.UnsettlesSteward;
import dev.steward.e2e.world.World;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests find their pods, whatever happens to gateways. */
@ExtendWith(SharedWorld.class)
@UnsettlesSteward
@Order(7)
class GatewayLifeE2E {

  private final Cluster cluster;
  private final Release release;
  private final Tenant tenant;

  GatewayLifeE2E(World world) {
    cluster = world.cluster();
    release = world.release();
    tenant = world.tenant();
  }

  @AfterEach
  void remove() {
    tenant.remove("routed");
  }

  @Test
  void a_killed_gateway_is_stood_in_for_and_comes_back() {
    tenant.serve("routed");
    var _ = tenant.awaitReady("routed");
    var url = tenant.url("routed") + "/v1/embeddings";
    var request = Services.embeddingOf("through the others");
    var killed = release.pods("gateway").getFirst().getMetadata();
    cluster
        .client()
        .pods()
        .inNamespace(release.namespace())
        .withName(killed.getName())
        .withGracePeriod(0)
        .delete();
    Await.holds(
        "answers by the others",
        Await.PATIENTLY,
        () -> Http.attemptPost(url, request).filter(it -> it.status() == 200).isPresent());
    var addresses =
        Await.until(
                "the gateway is back",
                Await.PATIENTLY,
                () -> release.pods("gateway"),
                pods ->
                    pods.size() == 2
                        && pods.stream().allMatch(GatewayLifeE2E::isReady)
                        && pods.stream()
                            .noneMatch(it -> it.getMetadata().getUid().equals(killed.getUid())))
            .stream()
            .map(pod -> pod.getStatus().getPodIP())
            .collect(Collectors.toSet());
    var _ =
        Await.until(
            "the service knows the gateways' addresses",
            Await.PATIENTLY,
            () -> endpoints("routed-gateways"),
            addresses::equals);
    var port =
        tenant.kubectl(
            "get", "endpointslice", "routed-gateways", "-o", "jsonpath={.ports[0].port}");
    for (var address : addresses) {
      assertThat(Http.post("http://%s:%s/v1/embeddings".formatted(address, port), request).status())
          .isEqualTo(200);
    }
  }

  @Test
  void gateways_become_fewer_and_more_without_losing_a_request() {
    tenant.serve("routed");
    var _ = tenant.awaitReady("routed");
    try (var load = Load.on(tenant.url("routed"))) {
      load.awaitMore(20);
      scaleGateways(1);
      load.awaitMore(20);
      scaleGateways(2);
      load.awaitMore(20);
      assertThat(load.failures()).isEmpty();
    }
  }

  /** Scales them, and waits until the service knows those that are left or came. */
  private void scaleGateways(int number) {
    cluster
        .client()
        .apps()
        .statefulSets()
        .inNamespace(release.namespace())
        .withName("steward-gateway")
        .scale(number);
    var _ =
        Await.until(
            number + " gateways, each ready",
            Await.PATIENTLY,
            () -> release.pods("gateway"),
            pods -> pods.size() == number && pods.stream().allMatch(GatewayLifeE2E::isReady));
    var _ =
        Await.until(
            "the service knows " + number,
            Await.PATIENTLY,
            () -> endpoints("routed-gateways"),
            addresses -> addresses.size() == number);
  }

  private Set<String> endpoints(String slice) {
    return List.of(
            tenant
                .kubectl(
                    "get",
                    "endpointslice",
                    slice,
                    "-o",
                    "jsonpath={.endpoints[?(@.conditions.ready==true)].addresses[0]}")
                .trim()
                .split(" "))
        .stream()
        .collect(Collectors.toSet());
  }

  private static boolean isReady(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus().getConditions().stream()
            .anyMatch(it -> it.getType().equals("Ready") && it.getStatus().equals("True"));
  }
}
