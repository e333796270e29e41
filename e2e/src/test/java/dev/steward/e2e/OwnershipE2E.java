package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Cluster;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.Owned;
import dev.steward.e2e.world.Release;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.UnsettlesSteward;
import dev.steward.e2e.world.World;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a service is made of is kept as it should be, and goes with it. */
@ExtendWith(SharedWorld.class)
@UnsettlesSteward
@TestInstance(Lifecycle.PER_CLASS)
@Order(6)
class OwnershipE2E {

  private static final Duration SECONDS = Duration.ofSeconds(10);

  private final Cluster cluster;
  private final Release release;
  private final Tenant tenant;

  OwnershipE2E(World world) {
    cluster = world.cluster();
    release = world.release();
    tenant = world.tenant();
  }

  @BeforeAll
  void serve() {
    tenant.serve("kept");
    var _ = tenant.awaitReady("kept");
  }

  @AfterAll
  void remove() {
    tenant.remove("kept");
  }

  @Test
  void every_owned_object_that_is_deleted_comes_back() {
    var before = owned("kept");
    assertThat(kinds(before))
        .contains(
            "Deployment",
            "ControllerRevision",
            "Service",
            "EndpointSlice",
            "ServiceAccount",
            "NetworkPolicy",
            "PodDisruptionBudget",
            "ServingConfig");
    for (var path : before) {
      var object = Owned.get(cluster, path);
      if (isMadeByKubernetes(object)) {
        continue;
      }
      var _ = cluster.client().resource(object).delete();
      Await.holds(
          path + " is back",
          SECONDS,
          () -> {
            var now = Owned.get(cluster, path);
            return now != null && !uid(now).equals(uid(object));
          });
    }
    var _ = tenant.awaitReady("kept");
    assertThat(owned("kept").stream().filter(path -> !path.contains("EndpointSlice/kept-")))
        .isEqualTo(before.stream().filter(path -> !path.contains("EndpointSlice/kept-")).toList());
    assertAnswers("kept");
  }

  @Test
  void what_somebody_edits_is_put_right() {
    var revision = tenant.service("kept").revision();
    tenant.kubectl("patch", "deployment", revision, "-p", "{\"spec\": {\"replicas\": 3}}");
    tenant.kubectl(
        "patch",
        "service",
        "kept",
        "-p",
        "{\"spec\": {\"ports\": [{\"name\": \"http\", \"port\": 80, \"targetPort\": 9999}]}}");
    tenant.kubectl(
        "patch", "networkpolicy", "kept", "--type=merge", "-p", "{\"spec\": {\"ingress\": [{}]}}");
    cluster
        .kubectl()
        .run(
            "-n",
            release.namespace(),
            "patch",
            "servingconfig",
            "e2e.kept",
            "--type=merge",
            "-p",
            "{\"spec\": {\"model\": \"stolen\"}}");
    awaitValue("1", "deployment", revision, "{.spec.replicas}");
    awaitValue("80", "service", "kept", "{.spec.ports[0].targetPort}");
    awaitValue("8080", "networkpolicy", "kept", "{.spec.ingress[0].ports[0].port}");
    var _ =
        Await.until(
            "the ServingConfig is put right",
            SECONDS,
            () ->
                cluster
                    .kubectl()
                    .run(
                        "-n",
                        release.namespace(),
                        "get",
                        "servingconfig",
                        "e2e.kept",
                        "-o",
                        "jsonpath={.spec.model}"),
            "minilm"::equals);
    assertAnswers("kept");
  }

  @Test
  void nothing_is_left_of_a_deleted_service() {
    tenant.serve("short-lived");
    var _ = tenant.awaitReady("short-lived");
    assertThat(owned("short-lived")).isNotEmpty();
    tenant.kubectl("delete", "msvc", "short-lived");
    var _ =
        Await.until(
            "the end of all that short-lived owned",
            Await.PATIENTLY,
            () -> owned("short-lived"),
            Set::isEmpty);
    tenant.remove("short-lived");
  }

  @Test
  void operators_killed_while_a_service_is_made_end_in_the_same_state() {
    tenant.serve("undisturbed");
    var _ = tenant.awaitReady("undisturbed");
    var expected = kinds(owned("undisturbed"));
    tenant.remove("undisturbed");

    tenant.serve("disturbed");
    for (var round = 0; round < 3; round++) {
      killOperators();
    }
    var _ = tenant.awaitReady("disturbed");
    assertThat(kinds(owned("disturbed"))).isEqualTo(expected);
    assertThat(tenant.pods("disturbed")).hasSize(1);
    assertAnswers("disturbed");
    tenant.remove("disturbed");
    release.install();
  }

  private void killOperators() {
    var killed = release.podIds("operator");
    cluster
        .client()
        .pods()
        .inNamespace(release.namespace())
        .withLabel("app.kubernetes.io/component", "operator")
        .withGracePeriod(0)
        .delete();
    var _ =
        Await.until(
            "other operators",
            Await.PATIENTLY,
            () -> release.podIds("operator"),
            ids -> ids.size() == 2 && ids.stream().noneMatch(killed::contains));
  }

  private void awaitValue(String wanted, String kind, String name, String path) {
    var _ =
        Await.until(
            "%s %s has %s %s".formatted(kind, name, path, wanted),
            SECONDS,
            () -> tenant.kubectl("get", kind, name, "-o", "jsonpath=" + path),
            value -> value.equals(wanted) || value.equals("http"));
  }

  private void assertAnswers(String name) {
    Await.holds(
        name + " answers",
        SECONDS,
        () ->
            Http.attemptPost(
                    tenant.url(name) + "/v1/embeddings", Services.embeddingOf("still here"))
                .filter(answer -> answer.status() == 200)
                .isPresent());
  }

  private Set<String> owned(String name) {
    return Owned.names(tenant, name, release.namespace());
  }

  /** Slices that Kubernetes makes of our Services bear our labels too. */
  private static boolean isMadeByKubernetes(GenericKubernetesResource object) {
    return "endpointslice-controller.k8s.io"
        .equals(object.getMetadata().getLabels().get("endpointslice.kubernetes.io/managed-by"));
  }

  private static String uid(GenericKubernetesResource object) {
    return object.getMetadata().getUid();
  }

  private static Set<String> kinds(Collection<String> paths) {
    return paths.stream().map(path -> path.split("/", -1)[1]).collect(Collectors.toSet());
  }
}
