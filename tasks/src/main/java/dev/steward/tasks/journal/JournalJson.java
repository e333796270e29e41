package dev.steward.tasks.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steward.core.check.Checked;
import dev.steward.core.task.DataPath;
import dev.steward.core.task.ItemFailure;
import dev.steward.core.task.Prediction;
import dev.steward.core.task.Slices;
import dev.steward.core.task.Tally;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/** What a task keeps, as JSON. */
public final class JournalJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JournalJson() {}

  /** An item as one line without its end. */
  static byte[] bytes(Item item) {
    var node = JSON.createObjectNode();
    switch (item) {
      case Item.File(var path) -> node.put("path", path.text());
      case Item.Json(var label, var text) -> node.put("label", label).put("json", text);
      case Item.Broken(var label, var problem) -> node.put("label", label).put("broken", problem);
    }
    return bytes(node);
  }

  static Item item(String line) throws IOException {
    var node = JSON.readTree(line);
    if (node.has("path")) {
      return new Item.File(path(node.get("path").asText()));
    }
    var label = node.path("label").asText();
    return node.has("json")
        ? new Item.Json(label, node.get("json").asText())
        : new Item.Broken(label, node.path("broken").asText());
  }

  private static DataPath path(String text) throws IOException {
    return switch (DataPath.parse("path", text)) {
      case Checked.Valid<DataPath>(var path) -> path;
      case Checked.Invalid<DataPath>(var wrong) -> throw new IOException(wrong.message());
    };
  }

  /** A plan. */
  public static byte[] bytes(TaskPlan plan) {
    var node =
        JSON.createObjectNode()
            .put("id", plan.id())
            .put("description", plan.description())
            .put("created", plan.created().toString())
            .put("items", plan.slices().items())
            .put("sliceSize", plan.slices().size());
    plan.prediction()
        .ifPresent(prediction ->
            node.put("predictedMillis", prediction.duration().toMillis())
                .put("predictionError", prediction.error()));
    plan.trace()
        .ifPresent(trace ->
            node.putObject("trace")
                .put("traceparent", trace.traceparent())
                .put("begun", trace.begun().toString()));
    return bytes(node);
  }

  /** A plan as {@link #bytes(TaskPlan)} wrote it. */
  public static TaskPlan plan(byte[] bytes) throws IOException {
    var node = JSON.readTree(bytes);
    return new TaskPlan(
        node.path("id").asText(),
        node.path("description").asText(),
        Instant.parse(node.path("created").asText()),
        new Slices(node.path("items").asLong(), node.path("sliceSize").asInt()),
        node.has("predictedMillis")
            ? Optional.of(
                new Prediction(
                    Duration.ofMillis(node.get("predictedMillis").asLong()),
                    node.path("predictionError").asDouble()))
            : Optional.empty(),
        trace(node.path("trace")));
  }

  private static Optional<TaskTrace> trace(JsonNode node) {
    return node.isObject()
        ? Optional.of(
            new TaskTrace(
                node.path("traceparent").asText(), Instant.parse(node.path("begun").asText())))
        : Optional.empty();
  }

  /** A tally. */
  public static byte[] bytes(Tally tally) {
    return bytes(node(tally));
  }

  /** A tally as a part of something larger. */
  public static ObjectNode node(Tally tally) {
    var node = JSON.createObjectNode().put("done", tally.done()).put("failed", tally.failed());
    var failures = node.putArray("failures");
    for (var failure : tally.first()) {
      failures
          .addObject()
          .put("item", failure.item())
          .put("input", failure.input())
          .put("reason", failure.reason());
    }
    return node;
  }

  /** A tally as {@link #bytes(Tally)} wrote it. */
  public static Tally tally(byte[] bytes) throws IOException {
    return tally(JSON.readTree(bytes));
  }

  private static Tally tally(JsonNode node) {
    var failures = new ArrayList<ItemFailure>();
    for (var failure : node.path("failures")) {
      failures.add(
          new ItemFailure(
              failure.path("item").asLong(),
              failure.path("input").asText(),
              failure.path("reason").asText()));
    }
    return new Tally(node.path("done").asLong(), node.path("failed").asLong(), failures);
  }

  /** Any value on one line, without its end. */
  public static byte[] bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A value for the line of a result. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Reads a line. */
  public static JsonNode read(byte[] line) throws IOException {
    return JSON.readTree(line);
  }

  /** Reads a text. */
  public static JsonNode read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }
}
