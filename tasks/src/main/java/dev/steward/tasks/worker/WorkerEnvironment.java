package dev.steward.tasks.worker;

import dev.steward.core.check.Checked;
import dev.steward.core.task.TaskConfig;
import dev.steward.protocol.config.TaskConfigJson;
import dev.steward.store.read.AllowedHosts;
import dev.steward.store.read.DataPlaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a worker is told by its environment: {@code STEWARD_TASK_CONFIG} (a file, {@code
 * /etc/steward/task.json}), {@code STEWARD_VOLUMES} ({@code /mnt/volumes}), {@code
 * STEWARD_ALLOWED_HOSTS} (none), {@code STEWARD_TERMINATION_LOG} ({@code /dev/termination-log}),
 * {@code JOB_COMPLETION_INDEX} (the slice), and the object store's variables. {@code OTEL_…} and
 * {@code TRACEPARENT} say whom the task is told, and as a part of which trace.
 *
 * @param index of the slice; 0 in the other steps
 */
record WorkerEnvironment(TaskConfig config, DataPlaces places, int index, Path terminationLog) {

  static Checked<WorkerEnvironment> read(Map<String, String> variables) throws IOException {
    var file = Path.of(value(variables, "STEWARD_TASK_CONFIG", "/etc/steward/task.json"));
    return switch (TaskConfigJson.read(Files.readString(file))) {
      case Checked.Invalid<TaskConfig>(var wrong) -> new Checked.Invalid<>(wrong);
      case Checked.Valid<TaskConfig>(var config) ->
          Checked.valid(
              new WorkerEnvironment(
                  config,
                  DataPlaces.ofPod(
                      Path.of(value(variables, "STEWARD_VOLUMES", "/mnt/volumes")),
                      hosts(value(variables, "STEWARD_ALLOWED_HOSTS", "")),
                      variables),
                  Integer.parseInt(value(variables, "JOB_COMPLETION_INDEX", "0")),
                  terminationLog(variables)));
    };
  }

  static Path terminationLog(Map<String, String> variables) {
    return Path.of(value(variables, "STEWARD_TERMINATION_LOG", "/dev/termination-log"));
  }

  private static AllowedHosts hosts(String list) {
    return new AllowedHosts(
        list.isBlank() ? List.of() : Arrays.stream(list.split(",")).map(String::strip).toList());
  }

  private static String value(Map<String, String> variables, String name, String usual) {
    var value = variables.getOrDefault(name, "");
    return value.isBlank() ? usual : value;
  }
}
