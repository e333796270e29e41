package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.HttpTasks;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
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

  private static final String NAME = "asked";
  private static final int MANY = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Tenant tenant;
  private HttpTasks tasks;

  TaskApiE2E(World world) {
    tenant = world.tenant();
  }

  @BeforeAll
  void prepare() {
    tenant.serve(NAME);
    tenant.awaitReady(NAME);
    tasks = HttpTasks.of(tenant, NAME);
  }

  @AfterAll
  void remove() {
    for (var task : List.of("by-value", "one-broken", "deleted")) {
      tenant.kubectl("delete", "inferencetask", task, "--ignore-not-found");
    }
    tenant.remove(NAME);
  }

  private void awaitMiddle(String id) {
    var _ =
        Await.until(
            "task " + id + " is under way",
            HttpTasks.SOON,
            () -> tasks.status(id),
            status -> status.at("/items/done").asInt() >= 12);
  }

  @Test
  void items_sent_in_a_request_come_back_by_value() throws Exception {
    var items = List.of("one", "two", "three", "four", "five");
    var made = tasks.send("by-value", items);
    assertThat(made.status()).as(made.text()).isEqualTo(201);

    var events = tasks.ask("by-value/events").text();
    assertThat(events).contains("event: progress", "event: complete", "\"progress\":\"5/5\"");
    var results = tasks.ask("by-value/results");

    assertThat(results.status()).isEqualTo(200);
    assertThat(HttpTasks.items(results.text())).isEqualTo(HttpTasks.allOf(5));
    for (var line : results.text().lines().toList()) {
      assertThat(JSON.readTree(line).at("/output/embedding")).hasSize(384);
    }
    assertThat(tenant.kubectl("get", "itask", "by-value")).contains("Complete", "5/5");
    var kept =
        tenant.kubectl("get", "taskfile", "by-value.results.jsonl", "-o", "jsonpath={.spec.data}");
    assertThat(new String(Base64.getDecoder().decode(kept.strip()), StandardCharsets.UTF_8))
        .isEqualTo(results.text());
    assertThat(tasks.send("by-value", items).status()).isEqualTo(200);
    assertThat(tasks.send("by-value", List.of("other")).status()).isEqualTo(409);
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
    var tensors = HttpTasks.of(tenant, "tensors");

    var made =
        Http.post(
            tensors.url(),
            "{\"name\":\"one-broken\",\"maxFailedItems\":1,\"inputs\":{\"items\":[%s,%s,%s]}}"
                .formatted(tensors(3), tensors(2), tensors(3)));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    var events = tensors.ask("one-broken/events").text();
    var results = tensors.ask("one-broken/results").text();
    tenant.remove("tensors");

    assertThat(events).contains("event: complete", "\"failed\":1", "\"item\":1");
    assertThat(HttpTasks.items(results)).isEqualTo(HttpTasks.allOf(3));
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
  void a_task_that_is_deleted_in_the_middle_leaves_nothing() {
    tasks.send("deleted", HttpTasks.manyTexts(MANY));
    awaitMiddle("deleted");

    assertThat(Http.delete(tasks.url() + "/deleted").status()).isEqualTo(204);

    assertThat(tasks.ask("deleted").status()).isEqualTo(404);
    Await.holds(
        "nothing is left of it",
        HttpTasks.SOON,
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
            "{\"inputs\":{\"items\":[\"a\"]},\"secretRef\":{\"name\":\"asked-serving-tls\"}}")) {
      var answer = Http.post(tasks.url(), body);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text()).contains("kubectl apply an InferenceTask");
    }
    assertThat(tasks.ask("none").status()).isEqualTo(404);
  }
}
