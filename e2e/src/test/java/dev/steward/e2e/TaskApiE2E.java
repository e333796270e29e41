package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tasks over HTTP at a service's own address, run by the gateways. */
@ExtendWith(SharedWorld.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(8)
class TaskApiE2E {

  private static final Duration SOON = Duration.ofMinutes(5);
  private static final int MANY = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final World world;
  private final Tenant tenant;
  private String tasks = "";

  TaskApiE2E(World world) {
    this.world = world;
    tenant = world.tenant();
  }

  @BeforeAll
  void prepare() {
    tenant.serve("kept");
    tenant.awaitReady("kept");
    tasks = tenant.url("kept") + "/v1/tasks";
  }

  @AfterAll
  void remove() {
    tenant.kubectl("delete", "inferencetasks", "--all");
    tenant.remove("kept");
  }

  private static String body(String name, List<String> items) throws JsonProcessingException {
    return "{\"name\":\"%s\",\"maxFailedItems\":1,\"inputs\":{\"items\":%s}}"
        .formatted(name, JSON.writeValueAsString(items));
  }

  /** Texts that take some seconds: 180 words each. Their results are nearly all that is kept. */
  private static List<String> manyTexts() {
    return IntStream.range(0, MANY)
        .mapToObj(number -> "Number " + number + " of many words".repeat(60))
        .toList();
  }

  private JsonNode status(String id) {
    return Http.attemptGet(tasks + "/" + id).map(Http.Answer::body).orElse(JSON.nullNode());
  }

  private JsonNode awaitState(String id, String state) {
    return Await.until(
        "task " + id + " is " + state,
        SOON,
        () -> status(id),
        status -> status.path("state").asText().equals(state));
  }

  private JsonNode awaitMiddle(String id) {
    return Await.until(
        "task " + id + " is under way",
        SOON,
        () -> status(id),
        status -> status.at("/items/done").asInt() >= 12);
  }

  private String holder(String id) {
    GenericKubernetesResource task =
        tenant
            .cluster()
            .client()
            .genericKubernetesResources("steward.dev/v1alpha1", "InferenceTask")
            .inNamespace(tenant.namespace())
            .withName(id)
            .get();
    return JSON.valueToTree(task).at("/status/gateway").asText();
  }

  private static List<Integer> numbers(String results) {
    return results
        .lines()
        .map(line -> {
          try {
            return JSON.readTree(line).path("item").asInt(-1);
          } catch (JsonProcessingException e) {
            return -1;
          }
        })
        .toList();
  }

  private static List<Integer> inOrder(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void items_sent_in_a_request_come_back_by_value() throws Exception {
    var items = List.of("one", "two", "three", "four", "five");
    var made = Http.post(tasks, body("by-value", items));
    assertThat(made.status()).as(made.text()).isEqualTo(201);

    var events = Http.attemptGet(tasks + "/by-value/events").orElseThrow().text();
    assertThat(events).contains("event: progress", "event: complete", "\"progress\":\"5/5\"");
    var results = Http.attemptGet(tasks + "/by-value/results").orElseThrow();

    assertThat(results.status()).isEqualTo(200);
    assertThat(numbers(results.text())).isEqualTo(inOrder(5));
    for (var line : results.text().lines().toList()) {
      assertThat(JSON.readTree(line).at("/output/embedding")).hasSize(384);
    }
    assertThat(tenant.kubectl("get", "itask", "by-value")).contains("Complete", "5/5");
    var kept =
        tenant.kubectl("get", "taskfile", "by-value.results.jsonl", "-o", "jsonpath={.spec.data}");
    assertThat(new String(Base64.getDecoder().decode(kept.strip()), StandardCharsets.UTF_8))
        .isEqualTo(results.text());
    assertThat(Http.post(tasks, body("by-value", items)).status()).isEqualTo(200);
    assertThat(Http.post(tasks, body("by-value", List.of("other"))).status()).isEqualTo(409);
  }

  @Test
  void an_item_that_cant_be_answered_is_named_and_the_rest_goes_on() {
    tenant.apply(
        """
        apiVersion: steward.dev/v1alpha1
        kind: ModelService
        metadata: {name: tensors}
        spec:
          model: {uri: "pvc://models/minilm-q/model.onnx"}
          runtime: {resources: {requests: {cpu: 50m, memory: 256Mi}}}
        """);
    tenant.awaitReady("tensors");
    var url = tenant.url("tensors") + "/v1/tasks";

    var made =
        Http.post(
            url,
            "{\"name\":\"one-broken\",\"maxFailedItems\":1,\"inputs\":{\"items\":[%s,%s,%s]}}"
                .formatted(tensors(3), tensors(2), tensors(3)));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    var events = Http.attemptGet(url + "/one-broken/events").orElseThrow().text();
    var results = Http.attemptGet(url + "/one-broken/results").orElseThrow().text();
    tenant.remove("tensors");

    assertThat(events).contains("event: complete", "\"failed\":1", "\"item\":1");
    assertThat(numbers(results)).isEqualTo(inOrder(3));
    assertThat(results.lines().filter(line -> line.contains("\"error\""))).hasSize(1);
  }

  /** A request for three tokens that has so many. */
  private static String tensors(int tokens) {
    var data = "1,".repeat(tokens - 1) + "1";
    return List.of("input_ids", "attention_mask", "token_type_ids").stream()
        .map(name ->
            "{\"name\":\"%s\",\"datatype\":\"INT64\",\"shape\":[1,3],\"data\":[%s]}"
                .formatted(name, data))
        .collect(Collectors.joining(",", "{\"inputs\":[", "]}"));
  }

  @Test
  void a_gateway_that_dies_in_the_middle_is_followed_by_another() throws Exception {
    Http.post(tasks, body("survives", manyTexts()));
    // What is done is told every few seconds, by when all may be.
    var first =
        Await.until(
            "a gateway has the task", SOON, () -> holder("survives"), name -> !name.isEmpty());
    var before = status("survives");

    tenant
        .cluster()
        .client()
        .pods()
        .inNamespace(world.release().namespace())
        .withName(first.substring(0, first.indexOf('.')))
        .withGracePeriod(0)
        .delete();

    assertThat(before.at("/items/done").asInt()).isLessThan(MANY);
    awaitState("survives", "Complete");
    var results = Http.attemptGet(tasks + "/survives/results").orElseThrow();
    assertThat(numbers(results.text())).isEqualTo(inOrder(MANY));
  }

  @Test
  void a_task_that_is_deleted_in_the_middle_leaves_nothing() throws Exception {
    Http.post(tasks, body("deleted", manyTexts()));
    awaitMiddle("deleted");

    assertThat(Http.delete(tasks + "/deleted").status()).isEqualTo(204);

    assertThat(Http.attemptGet(tasks + "/deleted").orElseThrow().status()).isEqualTo(404);
    Await.holds(
        "nothing is left of it",
        SOON,
        () ->
            List.of("taskfiles", "jobs", "pods").stream()
                .map(kind ->
                    tenant.kubectl(
                        "get", kind, "-l", "steward.dev/task=deleted", "--ignore-not-found"))
                .collect(Collectors.joining())
                .isBlank());
  }

  @Test
  void what_belongs_to_the_namespace_cant_be_asked_for() {
    for (var body :
        List.of(
            "{\"inputs\":[\"pvc://models/*\"]}",
            "{\"inputs\":{\"items\":[\"a\"]},\"secretRef\":{\"name\":\"kept-serving-tls\"}}")) {
      var answer = Http.post(tasks, body);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text()).contains("kubectl apply an InferenceTask");
    }
    assertThat(Http.attemptGet(tasks + "/none").orElseThrow().status()).isEqualTo(404);
  }
}
