package dev.steward.protocol.config;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.task.Aggregate;
import dev.steward.core.task.DataPath;
import dev.steward.core.task.FailureBudget;
import dev.steward.core.task.ItemKind;
import dev.steward.core.task.TaskConfig;
import dev.steward.core.task.TaskDescription;
import dev.steward.core.task.TaskInputs;
import dev.steward.core.task.TaskUid;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonText;
import dev.steward.protocol.json.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TaskConfig} as JSON.
 *
 * <p>Example: {@code {"uid": "0b8f…", "name": "scans", "model": "ocr", "kind": "ImageText",
 * "paths": ["pvc://scans/*.png"], "aggregate": "Concat", "maxFailedItems": "10%", "output":
 * "pvc://scans/text", "service": "http://ocr.team-a.svc"}}; {@code lines} with a path or {@code
 * items} with texts may stand for {@code paths}. A task's deadline is the operator's to keep, and
 * isn't in it.
 */
public final class TaskConfigJson {

  private static final String FIELDS =
      "uid, name, model, kind, paths, lines, items, aggregate, maxFailedItems, output, service";
  private static final int MAX_NAME = 253;
  private static final int MAX_ITEM = 100_000;

  private TaskConfigJson() {}

  /** The configuration as JSON, without line breaks. */
  public static String write(TaskConfig config) {
    var task = config.task();
    return JsonText.text(json -> {
      json.writeStartObject();
      json.writeStringField("uid", config.uid().toString());
      json.writeStringField("name", task.name());
      json.writeStringField("model", task.model());
      json.writeStringField("kind", task.kind().text());
      switch (task.inputs()) {
        case TaskInputs.Files(var paths) -> {
          json.writeArrayFieldStart("paths");
          for (var path : paths) {
            json.writeString(path.text());
          }
          json.writeEndArray();
        }
        case TaskInputs.Lines(var path) -> json.writeStringField("lines", path.text());
        case TaskInputs.Inline(var items) -> {
          json.writeArrayFieldStart("items");
          for (var item : items) {
            json.writeString(item);
          }
          json.writeEndArray();
        }
      }
      json.writeStringField("aggregate", task.aggregate().text());
      json.writeStringField("maxFailedItems", task.maxFailedItems().text());
      json.writeStringField("output", config.output().text());
      json.writeStringField("service", config.service());
      json.writeEndObject();
    });
  }

  /** Reads what {@link #write} wrote. */
  public static Checked<TaskConfig> read(String text) {
    var body = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    try {
      return switch (JsonReader.document(body, TaskConfigJson::read)) {
        case Outcome.Done<TaskConfig>(var config) -> Checked.valid(config);
        case Outcome.Refused<TaskConfig>(var refusal) ->
            new Checked.Invalid<>(
                new Violation(
                    "task configuration",
                    refusal.message(),
                    "write it as the operator does: fields " + FIELDS));
      };
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static TaskConfig read(JsonReader json) throws IOException {
    var read = new Fields();
    json.object(name -> {
      switch (name) {
        case "uid" -> read.uid = known(json, TaskUid.parse(json.string(MAX_NAME)));
        case "name" -> read.name = json.string(MAX_NAME);
        case "model" -> read.model = json.string(MAX_NAME);
        case "kind" -> read.kind = known(json, ItemKind.of(json.string(MAX_NAME)));
        case "paths" -> read.inputs = new TaskInputs.Files(paths(json));
        case "lines" -> read.inputs = new TaskInputs.Lines(path(json));
        case "items" -> read.inputs = new TaskInputs.Inline(texts(json));
        case "aggregate" -> read.aggregate = known(json, aggregate(json.string(MAX_NAME)));
        case "maxFailedItems" ->
            read.budget = checked(FailureBudget.parse("maxFailedItems", json.string(MAX_NAME)));
        case "output" -> read.output = path(json);
        case "service" -> read.service = json.string(MAX_NAME);
        default -> throw json.unknown(FIELDS);
      }
    });
    return new TaskConfig(
        present(json, "uid", read.uid),
        new TaskDescription(
            present(json, "name", read.name),
            present(json, "model", read.model),
            present(json, "kind", read.kind),
            present(json, "paths", read.inputs),
            present(json, "aggregate", read.aggregate),
            present(json, "maxFailedItems", read.budget),
            Optional.empty()),
        present(json, "output", read.output),
        present(json, "service", read.service));
  }

  private static List<DataPath> paths(JsonReader json) throws IOException {
    var paths = new ArrayList<DataPath>();
    json.array(() -> paths.add(path(json)));
    return paths;
  }

  private static List<String> texts(JsonReader json) throws IOException {
    var texts = new ArrayList<String>();
    json.array(() -> texts.add(json.string(MAX_ITEM)));
    return texts;
  }

  private static DataPath path(JsonReader json) throws IOException {
    return checked(DataPath.parse("path", json.string(DataPath.MAX_LENGTH)));
  }

  private static Optional<Aggregate> aggregate(String text) {
    return Arrays.stream(Aggregate.values()).filter(each -> each.text().equals(text)).findFirst();
  }

  private static <T> T known(JsonReader json, Optional<T> value) throws RefusedException {
    if (value.isEmpty()) {
      throw json.refused("it is none of the choices", "write it as the operator does");
    }
    return value.get();
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
    @Nullable TaskUid uid;
    @Nullable String name;
    @Nullable String model;
    @Nullable ItemKind kind;
    @Nullable TaskInputs inputs;
    @Nullable Aggregate aggregate;
    @Nullable FailureBudget budget;
    @Nullable DataPath output;
    @Nullable String service;
  }
}
