package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Cluster;
import dev.steward.e2e.world.Gpus;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.MiniLm;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
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
    tenant.remove(NAME, "half-a", "half-b", "too-many");
    Gpus.give(cluster, "0");
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

  /** Of two groups of two GPUs each on three GPUs one runs, and the other never keeps one. */
  @Test
  void two_groups_that_dont_both_fit_are_never_half_placed_together() {
    Gpus.give(cluster, "3");
    var watching = new AtomicBoolean(true);
    var bothHalf = new AtomicLong();
    var watch =
        Thread.ofVirtual()
            .start(() -> {
              while (watching.get()) {
                if (isHalf("half-a") && isHalf("half-b")) {
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
      assertThat(placed(other)).isZero();
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

  private boolean isHalf(String name) {
    return placed(name) == 1;
  }

  private long placed(String name) {
    return tenant.pods(name).stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> pod.getMetadata().getLabels().containsKey("steward.dev/group"))
        .filter(pod -> pod.getSpec().getNodeName() != null)
        .count();
  }

  private static void pause() {
    java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
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
