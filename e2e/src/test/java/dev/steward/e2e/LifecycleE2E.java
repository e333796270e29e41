package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.Release;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.UnsettlesSteward;
import dev.steward.e2e.world.World;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Steward upgraded, removed, and installed for one namespace: one story, told in order, last. */
@ExtendWith(SharedWorld.class)
@UnsettlesSteward
@TestMethodOrder(OrderAnnotation.class)
@Order(Integer.MAX_VALUE)
class LifecycleE2E {

  private final World world;
  private final Release release;
  private final Tenant tenant;

  LifecycleE2E(World world) {
    this.world = world;
    release = world.release();
    tenant = world.tenant();
  }

  @Test
  @Order(1)
  void an_upgrade_to_another_runtime_image_restarts_no_model() {
    tenant.serve("pinned");
    var _ = tenant.awaitReady("pinned");
    var pods = ids("pinned");
    var operators = release.podIds("operator");
    release.install("runtime.image.tag=another");
    assertThat(release.podIds("operator")).isNotEqualTo(operators);
    tenant.apply(Services.quick("made-later"));
    var _ =
        Await.until(
            "a new service has the new image",
            Await.PATIENTLY,
            () ->
                tenant.pods("made-later").stream()
                    .map(pod -> pod.getSpec().getContainers().getFirst().getImage())
                    .toList(),
            images -> images.toString().equals("[steward.dev/runtime:another]"));
    assertThat(ids("pinned")).isEqualTo(pods);
    tenant.remove("made-later");
    release.install();
    assertThat(ids("pinned")).isEqualTo(pods);
  }

  @Test
  @Order(2)
  void models_outlive_steward_and_are_taken_up_again() {
    var pods = ids("pinned");
    release.uninstall();
    assertThat(tenant.service("pinned").json().at("/spec/model/uri").asText())
        .isEqualTo("pvc://models/minilm-q");
    assertThat(ids("pinned")).isEqualTo(pods);
    assertThat(tenant.kubectl("get", "pvc", "models", "-o", "name")).contains("models");
    assertThat(world.cluster().kubectl().run("-n", release.namespace(), "get", "pvc", "-o", "name"))
        .contains("data-steward-gateway-0", "data-steward-gateway-1");

    release.install();
    assertThat(ids("pinned")).isEqualTo(pods);
    Await.holds(
        "pinned answers again",
        Await.PATIENTLY,
        () ->
            Http.attemptPost(
                    tenant.url("pinned") + "/v1/embeddings", Services.embeddingOf("once more"))
                .filter(answer -> answer.status() == 200)
                .isPresent());
  }

  @Test
  @Order(3)
  void a_service_can_be_deleted_while_no_steward_runs() {
    release.uninstall();
    tenant.kubectl("delete", "msvc", "pinned", "--timeout=20s");
    tenant.remove("pinned");
    assertThat(tenant.find("pinned")).isEmpty();
  }

  @Test
  @Order(4)
  void a_role_in_one_namespace_is_enough() {
    var own = world.tenant("e2e-own");
    var alone = new Release(world.cluster(), "team", "e2e-own");
    alone.install(
        "scope=Namespace", "crds.install=false", "operator.replicas=1", "gateway.replicas=1");
    own.serve("mine");
    var _ = own.awaitReady("mine");
    var answer =
        Http.post(own.url("mine") + "/v1/embeddings", Services.embeddingOf("in my own namespace"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(alone.test().status()).isZero();

    tenant.serve("elsewhere");
    own.remove("mine");
    assertThat(tenant.service("elsewhere").condition("Ready")).isEmpty();
    tenant.remove("elsewhere");
    assertThat(world.cluster().kubectl().run("get", "clusterrole,clusterrolebinding", "-o", "name"))
        .doesNotContain("team");
    alone.uninstall();
  }

  private Set<String> ids(String service) {
    return tenant.pods(service).stream().map(LifecycleE2E::id).collect(Collectors.toSet());
  }

  private static String id(Pod pod) {
    return pod.getMetadata().getUid()
        + pod.getStatus().getContainerStatuses().getFirst().getRestartCount();
  }
}
