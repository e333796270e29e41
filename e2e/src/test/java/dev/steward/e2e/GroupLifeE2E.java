package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.Load;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** A group of two stages lives as one: rolled, at zero and back, given up and begun anew. */
@ExtendWith(SharedWorld.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(8)
class GroupLifeE2E {

  private static final String NAME = "staged";
  private static final String GROUP = "steward.dev/group";

  private final Tenant tenant;

  GroupLifeE2E(World world) {
    tenant = world.tenant();
  }

  @BeforeAll
  void serve() {
    tenant.apply(
        Services.quick(NAME)
            + """
              sharding: {strategy: Pipeline, size: 2}
              scaling: {stableWindow: 10s, panicWindow: 2s}
            """);
    var _ = tenant.awaitReady(NAME);
  }

  @AfterAll
  void remove_it() {
    tenant.remove(NAME);
  }

  @Test
  void a_rollout_under_load_loses_no_request_and_leaves_nothing_of_the_old_group() {
    var old = tenant.service(NAME).revision();
    var fewest = new AtomicLong(Long.MAX_VALUE);
    try (var load = Load.on(tenant.url(NAME))) {
      load.awaitMore(10);
      edit();
      var _ =
          Await.until(
              "nothing is left of the old group",
              Await.PATIENTLY,
              () -> {
                var _ = fewest.accumulateAndGet(wholeGroups(), Math::min);
                return tenant.kubectl(
                    "get",
                    "statefulsets,services,secrets,pods,endpointslices",
                    "-l",
                    "steward.dev/revision=" + old,
                    "-o",
                    "name");
              },
              String::isBlank);
      load.awaitMore(10);
      assertThat(load.failures()).isEmpty();
    }
    assertThat(fewest).hasPositiveValue();
    assertThat(tenant.awaitReady(NAME).revision()).isNotEqualTo(old);
    assertThat(tenant.pods(NAME)).hasSize(2);
  }

  @Test
  void at_zero_there_is_no_member_and_a_request_gets_a_whole_group() {
    scale("{\"min\": 0, \"scaleToZeroAfter\": \"10s\"}");
    try {
      var _ =
          Await.until(
              "the group has gone as one",
              Await.PATIENTLY,
              () -> tenant.kubectl("get", "sts,pods", "-l", "steward.dev/service=" + NAME),
              String::isBlank);
      var atZero = tenant.awaitReady(NAME).condition("Ready").orElseThrow();
      assertThat(atZero.reason()).isEqualTo("ScaledToZero");
      assertThat(atZero.message()).contains("starts a group");

      assertThat(ask()).isEqualTo(200);

      // The gateway, which asks the leader itself, may know it before Kubernetes does.
      var _ =
          Await.until("a group is whole", Await.PATIENTLY, this::wholeGroups, whole -> whole == 1);
      assertThat(tenant.kubectl("describe", "msvc", NAME))
          .contains("a request waits and there is no replica");
    } finally {
      scale("{\"min\": 1, \"scaleToZeroAfter\": null}");
    }
    var _ = tenant.awaitReady(NAME);
  }

  /** That it failed five times is written down for it: with its pauses that takes minutes. */
  @Test
  void after_six_failures_it_is_given_up_until_the_spec_changes() {
    tenant.kubectl(
        "annotate",
        "statefulset",
        "-l",
        "steward.dev/service=" + NAME,
        "--overwrite",
        "steward.dev/restarts={\"total\":5,\"failures\":5,\"unplaced\":0}");
    tenant
        .cluster()
        .killProcess(
            tenant.pods(NAME).stream()
                .filter(pod -> pod.getMetadata().getName().endsWith("-1"))
                .findFirst()
                .orElseThrow());

    var told = tenant.awaitNotReady(NAME, Await.PATIENTLY, "GroupFailed");

    assertThat(told.message()).contains("failed 6 times in a row", "exit code 137");
    assertThat(tenant.service(NAME).condition("Stalled").orElseThrow().isTrue()).isTrue();
    assertThat(group().path("restarts").asInt()).isEqualTo(6);
    assertThat(tenant.pods(NAME))
        .filteredOn(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .allSatisfy(pod -> assertThat(pod.getSpec().getSchedulingGates()).isNotEmpty());

    edit();

    var _ = tenant.awaitReady(NAME);
    assertThat(group().path("restarts").asInt()).isZero();
  }

  /** So that pods have to be made anew. */
  private void edit() {
    patch(
        "{\"runtime\": {\"env\": [{\"name\": \"EDIT\", \"value\": \"%s\"}]}}"
            .formatted(UUID.randomUUID()));
  }

  private void scale(String scaling) {
    patch("{\"scaling\": %s}".formatted(scaling));
  }

  private void patch(String spec) {
    tenant.kubectl("patch", "msvc", NAME, "--type=merge", "-p", "{\"spec\": " + spec + "}");
  }

  private int ask() {
    return Http.post(tenant.url(NAME) + "/v1/embeddings", Services.embeddingOf("anyone?")).status();
  }

  private JsonNode group() {
    return tenant.service(NAME).json().at("/status/groups/0");
  }

  private long wholeGroups() {
    Map<String, List<Pod>> groups =
        tenant.pods(NAME).stream()
            .collect(Collectors.groupingBy(pod -> pod.getMetadata().getLabels().get(GROUP)));
    return groups.values().stream()
        .filter(pods -> pods.stream().filter(GroupLifeE2E::isReady).count() == 2)
        .count();
  }

  private static boolean isReady(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus().getConditions().stream()
            .anyMatch(it -> it.getType().equals("Ready") && it.getStatus().equals("True"));
  }
}
