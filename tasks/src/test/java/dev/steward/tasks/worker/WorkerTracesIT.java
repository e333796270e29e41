package dev.steward.tasks.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.collector.Collector;
import dev.steward.collector.Told;
import dev.steward.core.check.Checked;
import dev.steward.core.task.Aggregate;
import dev.steward.core.task.DataPath;
import dev.steward.core.task.FailureBudget;
import dev.steward.core.task.ItemKind;
import dev.steward.core.task.TaskConfig;
import dev.steward.core.task.TaskDescription;
import dev.steward.core.task.TaskInputs;
import dev.steward.core.task.TaskUid;
import dev.steward.protocol.config.TaskConfigJson;
import dev.steward.tasks.run.StandInService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One trace of a task whose steps are processes, as a cluster's Jobs are. */
@Timeout(120)
class WorkerTracesIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final TaskUid UID = TaskUid.of("0b8f7d51-0a1b-4c1e-8d7f-6a5b4c3d2e1f");

  @TempDir private Path folder;

  private Path config(StandInService service) throws Exception {
    Files.createDirectories(folder.resolve("volumes/data"));
    if (!(DataPath.parse("output", "pvc://data/out") instanceof Checked.Valid<DataPath>(var out))) {
      throw new AssertionError("pvc://data/out");
    }
    var task =
        new TaskDescription(
            "t",
            "m",
            ItemKind.EMBEDDING,
            new TaskInputs.Inline(List.of("\"one\"", "\"two\"")),
            Aggregate.CONCAT,
            new FailureBudget.Count(0),
            Optional.empty());
    return Files.writeString(
        folder.resolve("task.json"),
        TaskConfigJson.write(new TaskConfig(UID, task, out, service.url().toString())));
  }

  private List<String> step(String step, Path config, Map<String, String> more) throws Exception {
    var builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xlog:class+load:file=" + folder.resolve("classes"),
                    "-cp",
                    System.getProperty("java.class.path"),
                    WorkerMain.class.getName(),
                    step))
            .redirectErrorStream(true);
    builder.environment().put("STEWARD_TASK_CONFIG", config.toString());
    builder.environment().put("STEWARD_VOLUMES", folder.resolve("volumes").toString());
    builder.environment().put("STEWARD_TERMINATION_LOG", folder.resolve("words").toString());
    builder.environment().putAll(more);
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return Files.readAllLines(folder.resolve("classes"));
  }

  @Test
  void each_step_goes_on_with_the_trace_that_its_variables_and_the_plan_name() throws Exception {
    var heard = new ConcurrentLinkedQueue<String>();
    try (var collector = Collector.taking();
        var service = new StandInService()) {
      service.answers((exchange, body, number) -> {
        heard.addAll(exchange.getRequestHeaders().getOrDefault("traceparent", List.of()));
        StandInService.Answering.OK.answer(exchange, body, number);
      });
      var config = config(service);
      var caller = "00-" + TRACE + "-" + CALLER + "-01";
      step("plan", config, collector.environment("TRACEPARENT", caller, "HOSTNAME", "plan-0"));
      for (var slice : List.of("0", "1")) {
        step(
            "run",
            config,
            collector.environment("TRACEPARENT", caller, "JOB_COMPLETION_INDEX", slice));
      }
      step(
          "collect", config, collector.environment("TRACEPARENT", caller, "HOSTNAME", "collect-0"));
      var task = collector.next("task");
      assertThat(task.parent()).isEqualTo(CALLER);
      assertThat(task.facts()).containsEntry("steward.task.uid", UID.toString());
      assertThat(task.teller())
          .containsEntry("service.name", "steward-task")
          .containsEntry("service.instance.id", "collect-0");
      var told = new ArrayList<>(List.of(task, collector.next("plan"), collector.next("collect")));
      told.addAll(collector.rest());
      assertThat(told).extracting(Told::trace).containsOnly(TRACE);
      assertThat(told)
          .filteredOn(span -> span.parent().equals(task.id()))
          .extracting(Told::name)
          .contains("plan", "slice", "collect");
      assertThat(heard)
          .containsExactlyInAnyOrderElementsOf(
              told.stream()
                  .filter(span -> span.name().equals("attempt"))
                  .map(span -> "00-" + TRACE + "-" + span.id() + "-01")
                  .toList());
    }
  }

  @Test
  void a_worker_that_tells_nobody_loads_no_class_of_opentelemetry() throws Exception {
    try (var service = new StandInService()) {
      var classes = step("plan", config(service), Map.of());
      assertThat(classes).anyMatch(line -> line.contains("dev.steward.tasks.trace.TaskTraces"));
      assertThat(classes).noneMatch(line -> line.contains("io.opentelemetry"));
    }
  }
}
