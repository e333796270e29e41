package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.HttpTasks;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.TextTasks;
import dev.steward.e2e.world.UnsettlesSteward;
import dev.steward.e2e.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tasks come to their end, whoever works on them ends before. */
@ExtendWith(SharedWorld.class)
@UnsettlesSteward
@TestInstance(Lifecycle.PER_CLASS)
@Order(8)
class TaskSurvivalE2E {

  private static final String NAME = "enduring";
  private static final int MANY = 200;

  private final World world;
  private final Tenant tenant;
  private TextTasks tasks;

  TaskSurvivalE2E(World world) {
    this.world = world;
    tenant = world.tenant();
  }

  @BeforeAll
  void prepare(@TempDir Path folder) throws IOException {
    tasks = TextTasks.prepare(world, NAME, folder);
  }

  @AfterAll
  void remove() {
    tasks.remove("hard", "survives");
  }

  @Test
  void a_task_survives_its_workers_the_gateways_and_the_operator() throws IOException {
    tenant.apply(tasks.task("hard", "*.txt", "  parallelism: 1"));
    var steward = tenant.cluster().client();
    Await.present(
        "a worker",
        TextTasks.SOON,
        () ->
            steward
                .pods()
                .inNamespace(tenant.namespace())
                .withLabel("steward.dev/task", "hard")
                .list()
                .getItems()
                .stream()
                .findFirst());

    steward
        .pods()
        .inNamespace(tenant.namespace())
        .withLabel("steward.dev/task", "hard")
        .withGracePeriod(0)
        .delete();
    for (var component : List.of("operator", "gateway")) {
      world.release().pods(component).stream()
          .findFirst()
          .ifPresent(pod -> steward.resource(pod).withGracePeriod(0).delete());
    }

    var status = tasks.awaitState("hard", "Complete");
    assertThat(status.path("progress").asText()).isEqualTo("60/60");
    assertThat(Files.readAllLines(tasks.written().resolve("hard/results.jsonl")))
        .hasSize(TextTasks.TEXTS);
  }

  @Test
  void a_gateway_that_dies_in_the_middle_is_followed_by_another() {
    var sent = HttpTasks.of(tenant, NAME);
    sent.send("survives", HttpTasks.manyTexts(MANY));
    // What is done is told every few seconds, by when all may be.
    var first =
        Await.until(
            "a gateway has the task",
            HttpTasks.SOON,
            () -> tasks.status("survives").path("gateway").asText(),
            name -> !name.isEmpty());
    var before = sent.status("survives");

    tenant
        .cluster()
        .client()
        .pods()
        .inNamespace(world.release().namespace())
        .withName(first.substring(0, first.indexOf('.')))
        .withGracePeriod(0)
        .delete();

    assertThat(before.at("/items/done").asInt()).isLessThan(MANY);
    sent.awaitState("survives", "Complete");
    var results = sent.ask("survives/results");
    assertThat(HttpTasks.items(results.text())).isEqualTo(HttpTasks.allOf(MANY));
  }
}
