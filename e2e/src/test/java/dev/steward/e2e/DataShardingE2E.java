package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.ChangesTheNode;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example of data sharding, as a user applies it: three pods, batches over all of them. */
@ExtendWith(SharedWorld.class)
@ChangesTheNode
@TestInstance(Lifecycle.PER_CLASS)
@Order(8)
class DataShardingE2E {

  private static final String NAME = "minilm-batches";
  private static final int ROWS = 24;

  private final World world;
  private final Tenant tenant;
  private String url = "";

  DataShardingE2E(World world) {
    this.world = world;
    tenant = world.tenant();
  }

  @BeforeAll
  void apply_the_example() {
    tenant.applyFile(world.cluster().checkout().resolve("examples/data-sharding/service.yaml"));
    var _ = awaitThree();
    url = tenant.url(NAME) + "/v1/embeddings";
  }

  @AfterAll
  void remove_it() {
    tenant.remove(NAME);
  }

  @Test
  void a_batch_over_three_pods_is_answered_as_its_texts_are_one_by_one() {
    var batch = Http.post(url, request(0, ROWS));
    assertThat(batch.status()).as(batch.text()).isEqualTo(200);
    assertThat(batch.header("x-steward-parts")).contains("3");
    assertThat(batch.body().path("data")).hasSize(ROWS);
    var tokens = 0;
    for (var row = 0; row < ROWS; row++) {
      var alone = Http.post(url, request(row, row + 1));
      assertThat(alone.header("x-steward-parts")).isEmpty();
      assertThat(batch.body().at("/data/%d/index".formatted(row)).asInt()).isEqualTo(row);
      assertClose(
          batch.body().at("/data/%d/embedding".formatted(row)),
          alone.body().at("/data/0/embedding"));
      tokens += alone.body().at("/usage/total_tokens").asInt();
    }
    assertThat(batch.body().at("/usage/total_tokens").asInt()).isEqualTo(tokens);
  }

  @Test
  void a_pod_killed_under_batches_costs_none_of_them() {
    var answered = new AtomicInteger();
    var failures = new ConcurrentLinkedQueue<String>();
    var stopped = new AtomicBoolean();
    var client =
        Thread.ofVirtual()
            .start(() -> {
              while (!stopped.get()) {
                var answer = Http.post(url, request(0, ROWS));
                if (answer.status() == 200 && answer.body().path("data").size() == ROWS) {
                  answered.incrementAndGet();
                } else {
                  failures.add(answer.text());
                }
              }
            });
    try {
      awaitMore(answered, 3);
      tenant.kubectl(
          "delete",
          "pod",
          tenant.pods(NAME).getFirst().getMetadata().getName(),
          "--grace-period=0",
          "--force",
          "--wait=false");
      awaitMore(answered, 10);
    } finally {
      stopped.set(true);
    }
    var _ = Await.until("the client is done", Await.PATIENTLY, client::isAlive, alive -> !alive);
    assertThat(failures).isEmpty();
    var _ = awaitThree();
  }

  @Test
  void another_aggregate_restarts_no_pod_and_folds_the_rows() {
    var before = podNames();
    aggregate("Sum");
    var tensors = tenant.url(NAME) + "/v2/models/minilm/infer";
    var folded =
        Await.until(
            "the gateways fold",
            Await.PATIENTLY,
            () -> Http.post(tensors, tensor(6)),
            answer -> answer.body().at("/outputs/0/shape/0").asInt() == 1);
    var single = Http.post(tensors, tensor(1)).body().at("/outputs/0/data/0").asDouble();
    assertThat(folded.body().at("/outputs/0/data/0").asDouble())
        .isCloseTo(6 * single, within(1e-4));
    assertThat(podNames()).isEqualTo(before);
    aggregate("Concat");
  }

  private void aggregate(String name) {
    tenant.kubectl(
        "patch",
        "msvc",
        NAME,
        "--type=merge",
        "-p",
        "{\"spec\": {\"sharding\": {\"aggregate\": \"%s\"}}}".formatted(name));
  }

  private List<String> podNames() {
    return tenant.pods(NAME).stream().map(pod -> pod.getMetadata().getName()).sorted().toList();
  }

  private Object awaitThree() {
    return Await.until(
        "three pods are ready",
        Await.PATIENTLY,
        () -> tenant.service(NAME),
        service -> service.isReady() && service.json().at("/status/ready").asText().equals("3/3"));
  }

  private static void awaitMore(AtomicInteger answered, int more) {
    var goal = answered.get() + more;
    var _ =
        Await.until(more + " more batches", Await.PATIENTLY, answered::get, count -> count >= goal);
  }

  /** The texts are of one length in tokens, so that a batch pads none of them. */
  private static String request(int from, int to) {
    var words = List.of("cat", "dog", "sun", "sea", "car", "tree", "rain", "bird");
    return "{\"model\": \"minilm\", \"input\": [%s]}"
        .formatted(
            IntStream.range(from, to)
                .mapToObj(row ->
                    "\"the %s and the %s\"".formatted(words.get(row % 8), words.get(row / 8)))
                .collect(Collectors.joining(",")));
  }

  /** Rows that are all the same. */
  private static String tensor(int rows) {
    return IntStream.range(0, 3)
        .mapToObj(input ->
            "{\"name\": \"%s\", \"shape\": [%d, 3], \"datatype\": \"INT64\", \"data\": [%s]}"
                .formatted(
                    List.of("input_ids", "attention_mask", "token_type_ids").get(input),
                    rows,
                    IntStream.range(0, rows)
                        .mapToObj(row -> List.of("101,4937,102", "1,1,1", "0,0,0").get(input))
                        .collect(Collectors.joining(","))))
        .collect(Collectors.joining(",", "{\"inputs\": [", "]}"));
  }

  private static void assertClose(JsonNode actual, JsonNode expected) {
    assertThat(actual.size()).isEqualTo(expected.size()).isPositive();
    for (var i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).asDouble()).isCloseTo(expected.get(i).asDouble(), within(1e-5));
    }
  }
}
