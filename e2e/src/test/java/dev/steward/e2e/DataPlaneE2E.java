package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Cluster;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.Load;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests find their pods, whatever happens to pods. */
@ExtendWith(SharedWorld.class)
@Order(2)
class DataPlaneE2E {

  private final World world;
  private final Cluster cluster;
  private final Tenant tenant;

  DataPlaneE2E(World world) {
    this.world = world;
    cluster = world.cluster();
    tenant = world.tenant();
  }

  @AfterEach
  void remove() {
    tenant.remove("routed");
  }

  @Test
  void services_of_one_name_in_two_namespaces_never_meet() {
    var other = world.tenant("e2e-other");
    tenant.apply(Services.quick("routed"));
    other.apply(Services.quick("routed").replace("name: minilm}", "name: theirs}"));
    var _ = tenant.awaitReady("routed");
    var _ = other.awaitReady("routed");
    var ours = tenant.url("routed") + "/v1/embeddings";
    var theirs = other.url("routed") + "/v1/embeddings";
    var request = Services.embeddingOf("whose am I?");
    for (var i = 0; i < 20; i++) {
      assertThat(Http.post(ours, request).status()).isEqualTo(200);
      assertThat(Http.post(theirs, request).status()).isEqualTo(404);
      assertThat(Http.post(theirs, request.replace("minilm", "theirs")).status()).isEqualTo(200);
      assertThat(Http.post(ours, request.replace("minilm", "theirs")).status()).isEqualTo(404);
    }
    other.remove("routed");
    assertThat(Http.post(ours, request).status()).isEqualTo(200);
  }

  @Test
  void a_new_revision_under_load_loses_no_request() {
    tenant.serve("routed");
    var before = tenant.awaitReady("routed").revision();
    try (var load = Load.on(tenant.url("routed"))) {
      load.awaitMore(20);
      tenant.kubectl(
          "patch",
          "msvc",
          "routed",
          "--type=merge",
          "-p",
          "{\"spec\": {\"runtime\": {\"env\": [{\"name\": \"ROUND\", \"value\": \"2\"}]}}}");
      var after =
          Await.until(
                  "the new revision is Ready",
                  Await.PATIENTLY,
                  () -> tenant.service("routed"),
                  service -> service.isReady() && !service.revision().equals(before))
              .revision();
      var _ =
          Await.until(
              "only the new revision's pods are left",
              Await.PATIENTLY,
              () -> revisions("routed"),
              Set.of(after)::equals);
      load.awaitMore(20);
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void kubectl_scale_makes_more_pods_and_fewer_without_losing_a_request() {
    tenant.apply(Services.quick("routed") + "  scaling: {mode: Fixed}\n");
    var _ = tenant.awaitReady("routed");
    try (var load = Load.on(tenant.url("routed"))) {
      tenant.kubectl("scale", "msvc", "routed", "--replicas=2");
      var _ =
          Await.until(
              "two are ready",
              Await.PATIENTLY,
              () -> tenant.service("routed"),
              service ->
                  service.isReady() && service.json().at("/status/ready").asText().equals("2/2"));
      load.awaitMore(20);
      tenant.kubectl("scale", "msvc", "routed", "--replicas=1");
      var _ =
          Await.until(
              "one is left",
              Await.PATIENTLY,
              () -> tenant.pods("routed"),
              pods -> pods.size() == 1);
      load.awaitMore(20);
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void a_killed_pod_is_replaced_and_the_service_says_so_meanwhile() {
    tenant.serve("routed");
    var _ = tenant.awaitReady("routed");
    var killed = tenant.pods("routed").getFirst().getMetadata();
    cluster
        .client()
        .pods()
        .inNamespace(tenant.namespace())
        .withName(killed.getName())
        .withGracePeriod(0)
        .delete();
    var _ =
        Await.until(
            "it isn't Ready", Await.PATIENTLY, () -> tenant.service("routed"), it -> !it.isReady());
    var _ = tenant.awaitReady("routed");
    assertThat(tenant.pods("routed"))
        .noneMatch(pod -> pod.getMetadata().getUid().equals(killed.getUid()));
  }

  private Set<String> revisions(String service) {
    return tenant.pods(service).stream()
        .map(pod -> pod.getMetadata().getLabels().get("steward.dev/revision"))
        .collect(Collectors.toSet());
  }
}
