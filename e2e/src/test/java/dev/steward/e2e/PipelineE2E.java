package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.ChangesTheNode;
import dev.steward.e2e.world.Cluster;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.MiniLm;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example of a model in stages, as a user applies it: a group of two pods. */
@ExtendWith(SharedWorld.class)
@ChangesTheNode
@TestInstance(Lifecycle.PER_CLASS)
@Order(8)
class PipelineE2E {

  private static final String NAME = "minilm-stages";
  private static final String TEXT = "The cat sits on the mat.";

  private final Cluster cluster;
  private final Tenant tenant;
  private String url = "";

  PipelineE2E(World world) {
    cluster = world.cluster();
    tenant = world.tenant();
  }

  @BeforeAll
  void apply_the_example() {
    tenant.applyFile(cluster.checkout().resolve("examples/pipeline/stages.yaml"));
    var _ = tenant.awaitReady(NAME);
    url = tenant.url(NAME) + "/v1/embeddings";
  }

  @AfterAll
  void remove_it() {
    tenant.remove(NAME, "too-many");
  }

  @Test
  void two_stages_answer_as_the_whole_model_does() throws Exception {
    try (var whole = MiniLm.load(cluster.models().resolve("minilm"))) {
      var answer = Http.post(url, request());
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      var embedding = answer.body().at("/data/0/embedding");
      var expected = whole.embedding(TEXT);
      assertThat(embedding.size()).isEqualTo(expected.length);
      for (var i = 0; i < expected.length; i++) {
        assertThat(embedding.get(i).asDouble()).isCloseTo(expected[i], within(1e-5));
      }
    }
    assertThat(tenant.pods(NAME)).hasSize(2);
    assertThat(group().path("ready").asText()).isEqualTo("2/2");
    assertThat(tenant.service(NAME).json().at("/status/ready").asText()).isEqualTo("1/1");
    assertThat(tenant.service(NAME).json().at("/status/replicas").asInt()).isEqualTo(1);
  }

  @Test
  void a_killed_member_restarts_the_group_as_one_which_answers_again() {
    var before = uids();
    var restarts = group().path("restarts").asInt();
    cluster.killProcess(member(1));
    var after =
        Await.until(
            "both pods are others",
            Await.PATIENTLY,
            this::uids,
            now -> now.size() == 2 && now.stream().noneMatch(before::contains));
    assertThat(after).doesNotContainAnyElementsOf(before);
    var _ = tenant.awaitReady(NAME);
    var _ =
        Await.until(
            "it answers again",
            Await.PATIENTLY,
            () -> Http.post(url, request()).status(),
            status -> status == 200);
    assertThat(group().path("restarts").asInt()).isEqualTo(restarts + 1);
    assertThat(group().at("/lastFailure/reason").asText()).isEqualTo("Crashed");
    assertThat(group().at("/lastFailure/message").asText())
        .contains(NAME)
        .contains("exit code 137");
  }

  @Test
  void a_deleted_member_takes_the_others_with_it() {
    var before = uids();
    tenant.kubectl("delete", "pod", member(0).getMetadata().getName(), "--wait=false");
    var _ =
        Await.until(
            "both pods are others",
            Await.PATIENTLY,
            this::uids,
            now -> now.size() == 2 && now.stream().noneMatch(before::contains));
    var _ = tenant.awaitReady(NAME);
  }

  @Test
  void more_stages_than_layers_are_told_with_what_would_do() {
    tenant.apply(
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: too-many}
        spec:
          model: {uri: "pvc://models/minilm-q", task: Embedding}
          sharding: {strategy: Pipeline, size: 16}
        """);
    var condition = tenant.awaitNotReady("too-many", Await.PATIENTLY, "InvalidSpec");
    assertThat(condition.message()).contains("spec.sharding.size: 16 stages need 16 layers");
    assertThat(
            cluster
                .client()
                .apps()
                .statefulSets()
                .inNamespace(tenant.namespace())
                .withLabel("steward.dev/service", "too-many")
                .list()
                .getItems())
        .isEmpty();
  }

  private JsonNode group() {
    return tenant.service(NAME).json().at("/status/groups/0");
  }

  private Pod member(int index) {
    return tenant.pods(NAME).stream()
        .filter(pod -> pod.getMetadata().getName().endsWith("-" + index))
        .findFirst()
        .orElseThrow();
  }

  private Set<String> uids() {
    return tenant.pods(NAME).stream()
        .map(pod -> pod.getMetadata().getUid())
        .collect(Collectors.toSet());
  }

  private static String request() {
    return "{\"model\": \"minilm\", \"input\": \"%s\"}".formatted(TEXT);
  }
}
