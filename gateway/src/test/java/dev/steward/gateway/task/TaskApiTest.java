package dev.steward.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.gateway.TestPods;
import dev.steward.gateway.task.TwoGateways.Answer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskApiTest {

  private final TwoGateways world = new TwoGateways();

  TaskApiTest() throws IOException {}

  @AfterEach
  void close() {
    world.close();
  }

  private TwoGateways.Gateway gateway() {
    return world.gateways.getFirst();
  }

  private static String texts(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> "\"text %s\"".formatted("x".repeat(number)))
        .collect(Collectors.joining(",", "{\"inputs\":{\"items\":[", "]}}"));
  }

  private static List<String> inputs(String results) {
    return results.lines().map(line -> line.replaceFirst(".*\"item\":(\\d+).*", "$1")).toList();
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  @Test
  void items_come_back_as_results_in_order() throws Exception {
    var made = gateway().post(texts(40));
    assertThat(made.status()).isEqualTo(201);
    var id = made.json().path("id").asText();

    var events = gateway().get("/v1/tasks/" + id + "/events").response().body();
    var status = world.await(id, "Complete");
    var results = gateway().get("/v1/tasks/" + id + "/results");

    assertThat(events).contains("event: progress", "event: complete", "\"progress\":\"40/40\"");
    assertThat(status.path("results").asText()).isEqualTo("/v1/tasks/" + id + "/results");
    assertThat(results.response().headers().firstValue("content-type"))
        .hasValue("application/jsonl");
    assertThat(inputs(results.response().body())).isEqualTo(numbers(40));
    assertThat(
            gateway().get("/v1/tasks/" + id + "/results?as=summary").json().path("items").asInt())
        .isEqualTo(40);
    var task = world.board.find("team-a", id).orElseThrow();
    TestPods.await(
        () -> world.board.fileNames(task).equals(List.of("results.jsonl", "summary.json")));
    assertThat(task.getStatus().gateway()).isNull();
  }

  @Test
  void of_two_gateways_that_see_a_task_at_once_one_runs_it() throws Exception {
    for (var round = 0; round < 8; round++) {
      var id = gateway().post(texts(3 + round)).json().path("id").asText();
      world.await(id, "Complete");
      // Longer than a sign is fresh: the next task is met without one.
      world.later(Duration.ofSeconds(4));
    }
    assertThat(world.asked).hasSize(IntStream.range(0, 8).map(round -> 3 + round).sum());
  }

  @Test
  void what_fails_is_named_and_the_rest_goes_on() throws Exception {
    world.answers(body ->
        body.contains("bad")
            ? new Answer(400, "{\"error\":{\"message\":\"too bad\"}}")
            : Answer.vector(body));
    var id =
        gateway()
            .post("{\"inputs\":{\"items\":[\"a\",\"bad\",\"c\"]},\"maxFailedItems\":1}")
            .json()
            .path("id")
            .asText();

    var status = world.await(id, "Complete");

    assertThat(status.at("/failures/0/reason").asText()).contains("too bad");
    assertThat(gateway().get("/v1/tasks/" + id + "/results").response().body().lines())
        .hasSize(3)
        .element(1)
        .asString()
        .contains("\"error\"");
  }

  @Test
  void the_same_key_or_name_is_the_same_task() throws Exception {
    var first = gateway().post(texts(2), "Idempotency-Key", "monday");
    var again = world.gateways.getLast().post(texts(2), "Idempotency-Key", "monday");
    var other = gateway().post(texts(3), "Idempotency-Key", "monday");

    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.code()).isEqualTo("task_conflict");
    assertThat(gateway().post("{\"name\":\"mine\",\"inputs\":{\"items\":[\"a\"]}}").status())
        .isEqualTo(201);
    assertThat(gateway().post("{\"name\":\"mine\",\"inputs\":{\"items\":[\"a\"]}}").status())
        .isEqualTo(200);
  }

  @Test
  void nobody_gets_by_a_task_what_belongs_to_the_namespace() throws Exception {
    for (var body :
        List.of(
            "{\"inputs\":[\"pvc://scans/*.png\"]}",
            "{\"inputs\":[\"s3://scans/a.png\"]}",
            "{\"inputs\":{\"jsonl\":{\"path\":\"https://host/a\"}}}",
            "{\"inputs\":{\"items\":[\"a\"]},\"output\":{\"path\":\"pvc://scans/out\"}}",
            "{\"inputs\":{\"items\":[\"a\"]},\"secretRef\":{\"name\":\"s\"}}")) {
      var got = gateway().post(body);
      assertThat(got.status()).as(body).isEqualTo(403);
      assertThat(got.code()).isEqualTo("not_over_http");
    }
    assertThat(world.board.seen()).isEmpty();
  }

  @Test
  void what_makes_no_sense_is_told_by_its_field() throws Exception {
    for (var wrong :
        List.of(
            List.of("body: it is no JSON", "{"),
            List.of("body: it is no JSON object", "[]"),
            List.of("input: there is no such field", "{\"input\":[]}"),
            List.of("inputs: is missing", "{}"),
            List.of("inputs: it names no items", "{\"inputs\":{}}"),
            List.of("service: this is the address of minilm", "{\"service\":\"ocr\"}"),
            List.of("deadline: ", "{\"inputs\":{\"items\":[\"a\"]},\"deadline\":\"soon\"}"),
            List.of(
                "maxFailedItems: ",
                "{\"inputs\":{\"items\":[\"a\"]},\"maxFailedItems\":\"101%\"}"))) {
      var got = gateway().post(wrong.getLast());
      assertThat(got.status()).as(wrong.getLast()).isEqualTo(400);
      assertThat(got.json().at("/error/message").asText()).contains(wrong.getFirst());
    }
    assertThat(gateway().post(" ".repeat((1 << 20) + 1)).status()).isEqualTo(413);
    assertThat(gateway().send("PUT", "/v1/tasks", "{}").status()).isEqualTo(405);
    assertThat(gateway().get("/v1/tasks/x/y/z").status()).isEqualTo(404);
  }

  @Test
  void a_task_of_another_service_or_of_kubectl_isnt_there() throws Exception {
    var unlabelled = new InferenceTask();
    var id = gateway().post(texts(1)).json().path("id").asText();
    var mine = world.board.find("team-a", id).orElseThrow();
    unlabelled.setMetadata(
        new ObjectMetaBuilder().withNamespace("team-a").withName("by-kubectl").build());
    unlabelled.setSpec(mine.getSpec());
    world.board.make(unlabelled);

    for (var path : List.of("nothing", "by-kubectl", "A")) {
      assertThat(gateway().get("/v1/tasks/" + path).status()).as(path).isEqualTo(404);
      assertThat(gateway().send("DELETE", "/v1/tasks/" + path, "").status()).isEqualTo(404);
    }
    for (var path : List.of("/team-a/other/v1/tasks/" + id, "/v1/tasks/" + id)) {
      assertThat(gateway().getAtFront(path).status()).as(path).isEqualTo(404);
    }
    assertThat(gateway().getAtFront("/team-a/minilm/v1/tasks/" + id).status()).isEqualTo(200);
    assertThat(world.board.seen()).hasSize(2);
  }

  @Test
  void results_that_arent_there_yet_are_no_results() throws Exception {
    var go = new CountDownLatch(1);
    world.answers(body -> {
      awaitQuietly(go);
      return Answer.vector(body);
    });
    var id = gateway().post(texts(2)).json().path("id").asText();

    var got = gateway().get("/v1/tasks/" + id + "/results");
    go.countDown();

    assertThat(got.status()).isEqualTo(409);
    assertThat(got.code()).isEqualTo("not_finished");
    world.await(id, "Complete");
  }

  @Test
  void a_task_that_is_deleted_sends_no_more() throws Exception {
    var go = new CountDownLatch(1);
    world.answers(body -> {
      awaitQuietly(go);
      return Answer.vector(body);
    });
    var id = gateway().post(texts(40)).json().path("id").asText();
    TestPods.await(() -> !world.asked.isEmpty());

    assertThat(gateway().send("DELETE", "/v1/tasks/" + id, "").status()).isEqualTo(204);
    assertThat(gateway().get("/v1/tasks/" + id).status()).isEqualTo(404);
    Thread.sleep(1000);
    go.countDown();
    TestPods.awaitStill(world.asked::size);

    assertThat(world.asked.size()).isLessThan(20);
    assertThat(world.board.seen()).isEmpty();
  }

  @Test
  void what_a_dead_gateway_began_another_finishes_and_keeps_what_was_finished() throws Exception {
    var answered = ConcurrentHashMap.<String>newKeySet();
    var go = new CountDownLatch(1);
    world.answers(body -> {
      // Four slices of four: the first two are answered, the others hold.
      if (body.length() > shortest() + 7) {
        awaitQuietly(go);
      }
      answered.add(body);
      return Answer.vector(body);
    });
    var id = gateway().post(texts(16)).json().path("id").asText();
    TestPods.await(() -> {
      var task = world.board.find("team-a", id);
      // Two run at once, and either may be first.
      return world
          .board
          .fileNames(task.orElseThrow())
          .containsAll(List.of(".task/slices/00000", ".task/slices/00001"));
    });
    var holder = holder(id);

    var first =
        world.gateways.stream().filter(each -> each.name.equals(holder)).findFirst().orElseThrow();
    first.die();
    var asked = world.asked.size();
    var other =
        world.gateways.stream().filter(each -> !each.name.equals(holder)).findFirst().orElseThrow();
    // The other one sees the dead one's last sign, and then no other.
    other.awaitLook();
    world.later(Duration.ofSeconds(4));
    other.awaitLook();
    world.later(TwoGateways.silence());
    TestPods.await(() -> !holder.equals(holder(id)));
    go.countDown();
    world.await(id, "Complete");

    var results = gateway().get("/v1/tasks/" + id + "/results").response().body();
    assertThat(inputs(results)).isEqualTo(numbers(16));
    var again = world.asked.subList(asked, world.asked.size());
    assertThat(again).noneMatch(body -> body.length() <= shortest() + 7);
  }

  private String holder(String id) {
    var status = world.board.find("team-a", id).orElseThrow().getStatus();
    return status == null ? "" : Objects.requireNonNullElse(status.gateway(), "");
  }

  /** The length of the request of the first text. */
  private static int shortest() {
    return "{\"input\":\"text \",\"model\":\"minilm\"}".length();
  }

  @Test
  void results_larger_than_is_kept_fail_with_the_way_out() throws Exception {
    var large = "[%s]".formatted("1.25,".repeat(40_000) + "1");
    world.answers(body -> new Answer(200, "{\"data\":[{\"embedding\":%s}]}".formatted(large)));
    var id = gateway().post(texts(12)).json().path("id").asText();

    var status = world.await(id, "Failed");

    assertThat(status.path("message").asText()).contains("name output.path");
    assertThat(gateway().get("/v1/tasks/" + id + "/results").status()).isEqualTo(404);
  }

  @Test
  void a_task_waits_for_its_service_and_takes_nobodys_place() throws Exception {
    var nobodys = new InferenceTask();
    nobodys.setMetadata(new ObjectMetaBuilder().withNamespace("team-b").withName("early").build());
    var id = gateway().post(texts(1)).json().path("id").asText();
    nobodys.setSpec(world.board.find("team-a", id).orElseThrow().getSpec());
    world.board.make(nobodys);

    TestPods.await(() -> {
      var status = world.board.find("team-b", "early").orElseThrow().getStatus();
      return status != null && "Waiting".equals(status.state());
    });
    assertThat(world.board.find("team-b", "early").orElseThrow().getStatus().gateway()).isNull();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
