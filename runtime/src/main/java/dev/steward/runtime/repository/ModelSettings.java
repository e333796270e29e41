package dev.steward.runtime.repository;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.measure.Bytes;
import dev.steward.core.model.ModelTask;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.protocol.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a model's folder says of it, in its file {@value #FILE}: {@code {"task": "Embedding",
 * "maxBatch": 8, "memory": "300Mi"}}, each field of which may be absent.
 *
 * @param maxBatch as {@link RuntimeConfig#maxBatch}
 * @param memory what it counts for when it is loaded; empty: as its files say
 */
record ModelSettings(ModelTask task, Optional<Integer> maxBatch, Optional<Bytes> memory) {

  static final String FILE = "steward.json";

  private static final String FIELDS = "task, maxBatch, memory";
  private static final long MOST_BYTES = 64 << 10;

  /** They take more memory than their files and threads of their own. */
  private static final Set<ModelTask> ALONE = Set.of(ModelTask.IMAGE_TEXT, ModelTask.GENERATION);

  /** Whether models of a task can be among others. */
  static boolean suits(ModelTask task) {
    return !ALONE.contains(task);
  }

  /** What stands in no file. */
  static ModelSettings defaults(RuntimeConfig config) {
    return new ModelSettings(config.task(), config.maxBatch(), Optional.empty());
  }

  /**
   * Reads the settings of a model's folder, or says what is wrong with them.
   *
   * @param defaults what holds where they say nothing
   * @throws IOException when the file can't be read
   */
  static Outcome<ModelSettings> in(Path folder, ModelSettings defaults) throws IOException {
    var file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Outcome.done(defaults);
    }
    try (var bytes = Files.newInputStream(file)) {
      var text = bytes.readNBytes((int) MOST_BYTES);
      return JsonReader.document(text, json -> read(json, defaults));
    }
  }

  private static ModelSettings read(JsonReader json, ModelSettings defaults) throws IOException {
    var read = new Fields();
    json.object(name -> {
      switch (name) {
        case "task" -> read.task = task(json);
        case "maxBatch" ->
            read.maxBatch = (int) json.integer(RuntimeConfig.LEAST_BATCH, RuntimeConfig.MOST_BATCH);
        case "memory" -> read.memory = memory(json);
        default -> throw json.unknown(FIELDS);
      }
    });
    return new ModelSettings(
        read.task == null ? defaults.task : read.task,
        Optional.ofNullable(read.maxBatch).or(defaults::maxBatch),
        Optional.ofNullable(read.memory));
  }

  private static ModelTask task(JsonReader json) throws IOException {
    var text = json.string(64);
    var task = Arrays.stream(ModelTask.values()).filter(it -> it.text().equals(text)).findFirst();
    if (task.filter(ModelSettings::suits).isEmpty()) {
      throw json.refused(
          ErrorCode.INVALID_CONFIG,
          task.isEmpty()
              ? "\"" + text + "\" is no task"
              : "models of task " + text + " aren't served beside others",
          task.isEmpty() ? "use " + tasks() : "deploy a ModelService for this one");
    }
    return task.get();
  }

  private static String tasks() {
    return Arrays.stream(ModelTask.values())
        .filter(ModelSettings::suits)
        .map(ModelTask::text)
        .collect(Collectors.joining(" or "));
  }

  private static Bytes memory(JsonReader json) throws IOException {
    var text = json.string(16);
    if (!text.matches("[1-9][0-9]{0,6}(Mi|Gi)")) {
      throw json.refused(
          ErrorCode.INVALID_CONFIG,
          "\"" + text + "\" is no amount of memory",
          "write it like 300Mi or 2Gi");
    }
    int unit = text.length() - 2;
    return new Bytes(Long.parseLong(text.substring(0, unit)) << (text.endsWith("Mi") ? 20 : 30));
  }

  /** What was read so far. */
  private static final class Fields {
    @Nullable ModelTask task;
    @Nullable Integer maxBatch;
    @Nullable Bytes memory;
  }
}
