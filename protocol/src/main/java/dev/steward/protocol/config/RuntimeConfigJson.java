package dev.steward.protocol.config;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelSignature;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.runtime.StageConfig;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonText;
import dev.steward.protocol.json.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RuntimeConfig} as JSON.
 *
 * <p>Example: {@code {"model": "minilm", "uri": "pvc://models/minilm", "digest": "sha256:…",
 * "task": "Embedding"}}; {@code digest} and {@code "maxBatch": 8} may be absent. A repository of
 * models has besides {@code "repository": {"memory": 536870912, "control": "Nobody"}}, a model that
 * must be signed {@code "signature": {"bundle": "model.sig", "publicKey": "…"}}. One stage of a
 * sharded model has besides {@code "stage": {"index": 0, "layers": 13, "starts": [0, 7], "members":
 * ["a:8082", "b:8082"], "incarnation": "k3x9", "tls": {"certificate": "…", "key": "…", "trusted":
 * "…", "name": "…"}}}; {@code index} is absent where all members of a group share the text.
 */
public final class RuntimeConfigJson {

  private static final String FIELDS =
      "model, uri, digest, task, maxBatch, stage, repository, signature";
  private static final String TASKS =
      Arrays.stream(ModelTask.values()).map(ModelTask::text).collect(Collectors.joining(" or "));

  private RuntimeConfigJson() {}

  /** The configuration as JSON, without line breaks. */
  public static String write(RuntimeConfig config) {
    return write(config, config.stage().map(StageConfig::index));
  }

  /**
   * The configuration of all members of a group alike: the index of the stage is left out, which
   * each takes from its place.
   */
  public static String writeForGroup(RuntimeConfig config) {
    return write(config, Optional.empty());
  }

  private static String write(RuntimeConfig config, Optional<Integer> index) {
    return JsonText.text(json -> {
      json.writeStartObject();
      json.writeStringField("model", config.model());
      json.writeStringField("uri", config.uri().text());
      if (config.digest().isPresent()) {
        json.writeStringField("digest", config.digest().get().text());
      }
      json.writeStringField("task", config.task().text());
      if (config.maxBatch().isPresent()) {
        json.writeNumberField("maxBatch", config.maxBatch().get());
      }
      if (config.stage().isPresent()) {
        json.writeFieldName("stage");
        StageConfigJson.write(
            json, config.stage().get(), index.map(OptionalInt::of).orElse(OptionalInt.empty()));
      }
      if (config.repository().isPresent()) {
        RepositoryConfigJson.write(json, config.repository().get());
      }
      if (config.signature().isPresent()) {
        ModelSignatureJson.write(json, config.signature().get());
      }
      json.writeEndObject();
    });
  }

  /** Reads what {@link #write} wrote. */
  public static Checked<RuntimeConfig> read(String text) {
    return read(text, OptionalInt.empty());
  }

  /**
   * Reads what {@link #write} or {@link #writeForGroup} wrote.
   *
   * @param place the index of the stage where none is written
   */
  public static Checked<RuntimeConfig> read(String text, OptionalInt place) {
    var body = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    try {
      return switch (JsonReader.document(body, json -> read(json, place))) {
        case Outcome.Done<RuntimeConfig>(var config) -> Checked.valid(config);
        case Outcome.Refused<RuntimeConfig>(var refusal) ->
            new Checked.Invalid<>(
                new Violation(
                    "runtime configuration",
                    refusal.message(),
                    "write it as the operator does: fields " + FIELDS));
      };
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static RuntimeConfig read(JsonReader json, OptionalInt place) throws IOException {
    var read = new Fields();
    json.object(name -> {
      switch (name) {
        case "model" -> read.model = model(json);
        case "uri" -> read.uri = checked(ModelUri.parse("uri", json.string(ModelUri.MAX_LENGTH)));
        case "digest" -> read.digest = checked(Digest.parse("digest", json.string(80)));
        case "task" -> read.task = task(json);
        case "maxBatch" -> read.maxBatch = maxBatch(json);
        case "repository" -> read.repository = RepositoryConfigJson.read(json);
        case "signature" -> read.signature = ModelSignatureJson.read(json);
        case "stage" -> read.stage = StageConfigJson.read(json, place);
        default -> throw json.unknown(FIELDS);
      }
    });
    if (read.stage != null && read.repository != null) {
      throw json.refused("it has a stage and a repository", "leave one of them out");
    }
    return new RuntimeConfig(
        present(json, "model", read.model),
        present(json, "uri", read.uri),
        Optional.ofNullable(read.digest),
        present(json, "task", read.task),
        Optional.ofNullable(read.maxBatch),
        Optional.ofNullable(read.stage),
        Optional.ofNullable(read.repository),
        Optional.ofNullable(read.signature));
  }

  private static String model(JsonReader json) throws IOException {
    var model = json.string(253);
    if (model.isEmpty()) {
      throw json.refused("the name is empty", "give the model a name");
    }
    return model;
  }

  private static Integer maxBatch(JsonReader json) throws IOException {
    return (int) json.integer(RuntimeConfig.LEAST_BATCH, RuntimeConfig.MOST_BATCH);
  }

  private static ModelTask task(JsonReader json) throws IOException {
    var text = json.string(64);
    for (var task : ModelTask.values()) {
      if (task.text().equals(text)) {
        return task;
      }
    }
    throw json.refused("\"" + text + "\" is no task", "use " + TASKS);
  }

  private static <T> T checked(Checked<T> checked) throws RefusedException {
    return switch (checked) {
      case Checked.Valid<T>(var value) -> value;
      case Checked.Invalid<T>(var violation) ->
          throw new RefusedException(Refusal.of(ErrorCode.INVALID_CONFIG, violation));
    };
  }

  private static <T> T present(JsonReader json, String name, @Nullable T value)
      throws RefusedException {
    if (value == null) {
      throw json.missing(name, "add it");
    }
    return value;
  }

  /** What was read so far. */
  private static final class Fields {
    @Nullable String model;
    @Nullable ModelUri uri;
    @Nullable Digest digest;
    @Nullable ModelTask task;
    @Nullable Integer maxBatch;
    @Nullable StageConfig stage;
    @Nullable RepositoryConfig repository;
    @Nullable ModelSignature signature;
  }
}
