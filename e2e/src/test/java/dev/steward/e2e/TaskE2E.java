package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.TextTasks;
import dev.steward.e2e.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Inputs named by path, answered by a service, in order, whatever happens meanwhile. */
@ExtendWith(SharedWorld.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(8)
class TaskE2E {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final World world;
  private final Tenant tenant;
  private TextTasks tasks;

  TaskE2E(World world) {
    this.world = world;
    tenant = world.tenant();
  }

  @BeforeAll
  void prepare(@TempDir Path folder) throws IOException {
    tasks = TextTasks.prepare(world, "texts", folder);
  }

  @AfterAll
  void remove() {
    tasks.remove("all", "nothing", "dropped");
  }

  @Test
  void texts_named_by_path_come_back_as_vectors_in_order_and_a_broken_one_is_named()
      throws IOException {
    tenant.apply(tasks.task("all", "*.txt", ""));

    var status = tasks.awaitState("all", "Complete");

    assertThat(status.path("progress").asText()).isEqualTo("60/60");
    assertThat(status.at("/items/failed").asInt()).isEqualTo(1);
    assertThat(status.at("/failures/0/input").asText()).isEqualTo("pvc://texts/text-17.txt");
    assertThat(status.at("/failures/0/reason").asText()).contains("no UTF-8 text");
    assertThat(status.at("/result/path").asText())
        .isEqualTo("pvc://texts-vectors/all/results.jsonl");
    var inputs = new ArrayList<String>();
    for (var line : Files.readAllLines(tasks.written().resolve("all/results.jsonl"))) {
      var result = JSON.readTree(line);
      inputs.add(result.path("input").asText());
      assertThat(result.at("/output/embedding").size()).isIn(0, 384);
    }
    var expected = new ArrayList<String>();
    for (var number = 0; number < TextTasks.TEXTS; number++) {
      expected.add(tasks.text(number));
    }
    assertThat(inputs).isEqualTo(expected);
    assertThat(tenant.kubectl("get", "itask", "all")).contains("Complete", "60/60");
    assertThat(tenant.kubectl("describe", "itask", "all")).contains("text-17.txt");
  }

  @Test
  void a_path_that_matches_nothing_is_told_by_its_field() {
    tenant.apply(tasks.task("nothing", "*.pdf", ""));

    var status = tasks.awaitState("nothing", "Failed");

    assertThat(status.at("/conditions/0/message").asText())
        .isEqualTo(
            "spec.inputs.paths[0]: pvc://texts/*.pdf matches nothing; correct it, or put the files"
                + " there");
  }

  @Test
  void a_task_that_is_deleted_over_http_stops_and_leaves_what_it_has_written() {
    tenant.apply(
        tasks
            .task("dropped", "*.txt", "  parallelism: 1")
            .replace(
                "{name: dropped}", "{name: dropped, labels: {steward.dev/over-http: 'true'}}"));
    var address = tenant.url("texts") + "/v1/tasks/dropped";
    Await.holds("its slices run", TextTasks.SOON, () -> left("pods").contains("dropped-run-"));

    assertThat(Http.delete(address).status()).isEqualTo(204);

    assertThat(Http.attemptGet(address).orElseThrow().status()).isEqualTo(404);
    Await.holds(
        "no Job and no pod of it is left", TextTasks.SOON, () -> left("jobs,pods").isBlank());
    assertThat(tasks.written().resolve("dropped/.task/plan.json")).exists();
  }

  private String left(String kinds) {
    return tenant.kubectl(
        "get", kinds, "-l", "steward.dev/task=dropped", "-o", "name", "--ignore-not-found");
  }

  @Test
  void what_makes_no_sense_is_refused_with_its_field() {
    for (var wrong :
        List.of(
            List.of("spec.inputs", "inputs: {paths: [\"pvc://a/b\"], items: [\"x\"]}"),
            List.of("spec.output.path", "output: {path: \"https://host/x\"}"),
            List.of("spec.parallelism", "parallelism: 0"),
            List.of("spec.maxFailedItems", "maxFailedItems: 101%"),
            List.of("spec.deadline", "deadline: soon"))) {
      var fields =
          new ArrayList<>(
              List.of("inputs: {items: [\"x\"]}", "output: {path: \"pvc://texts-vectors/x\"}"));
      fields.removeIf(field -> wrong.get(1).startsWith(field.substring(0, field.indexOf(':'))));
      fields.add(wrong.get(1));
      var result =
          tenant.attemptApply(
              "apiVersion: steward.dev/v1alpha1\nkind: InferenceTask\nmetadata: {name: wrong}\nspec:\n"
                  + "  service: texts\n  "
                  + String.join("\n  ", fields)
                  + "\n");
      assertThat(result.status()).isNotZero();
      assertThat(result.errors()).contains(wrong.get(0) + ": ");
    }
    assertThat(Optional.ofNullable(tasks.status("wrong").get("state"))).isEmpty();
  }
}
