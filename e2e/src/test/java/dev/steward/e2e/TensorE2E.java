package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Cluster;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.Release;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An engine that shards a model itself: a stand-in that checks what Steward gives it, and answers
 * only if all of it is as docs/contracts.md says.
 */
@ExtendWith(SharedWorld.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(8)
class TensorE2E {

  private static final String NAME = "ranks";

  private final Cluster cluster;
  private final Release release;
  private final Tenant tenant;

  TensorE2E(World world) {
    cluster = world.cluster();
    release = world.release();
    tenant = world.tenant();
  }

  @BeforeAll
  void serve() {
    tenant.apply(
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: ranks}
        spec:
          model: {uri: "pvc://models/minilm"}
          runtime:
            image: steward.dev/engine-standin:%s
            env: [{name: RANK_OF, value: "$(LWS_WORKER_INDEX) of $(LWS_GROUP_SIZE)"}]
            resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 256Mi}}
          sharding: {strategy: Tensor, size: 3}
          scaling: {mode: Fixed, replicas: 1}
        """
            .formatted(release.version()));
    var _ = tenant.awaitReady(NAME);
  }

  @AfterAll
  void remove_it() {
    tenant.remove(NAME);
  }

  @Test
  void an_engine_finds_all_that_the_contract_promises() {
    var answer = infer();
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.body().at("/outputs/0/data").toString()).isEqualTo("[0,1,2]");
  }

  @Test
  void a_rank_that_dies_takes_the_others_with_it_and_its_words_are_kept() {
    var before = uids();
    cluster.killProcess(
        tenant.pods(NAME).stream()
            .filter(pod -> pod.getMetadata().getName().endsWith("-2"))
            .findFirst()
            .orElseThrow());
    var _ =
        Await.until(
            "all pods are others",
            Await.PATIENTLY,
            this::uids,
            now -> now.size() == 3 && now.stream().noneMatch(before::contains));
    var _ = tenant.awaitReady(NAME);
    assertThat(infer().status()).isEqualTo(200);
    assertThat(group().path("restarts").asInt()).isPositive();
    assertThat(group().at("/lastFailure/reason").asText()).isEqualTo("Crashed");
  }

  private Http.Answer infer() {
    return Http.post(tenant.url(NAME) + "/v2/models/ranks/infer", "{\"inputs\": []}");
  }

  private JsonNode group() {
    return tenant.service(NAME).json().at("/status/groups/0");
  }

  private Set<String> uids() {
    return tenant.pods(NAME).stream()
        .map(pod -> pod.getMetadata().getUid())
        .collect(Collectors.toSet());
  }
}
