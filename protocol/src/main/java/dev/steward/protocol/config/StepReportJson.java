package dev.steward.protocol.config;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.core.error.Outcome;
import dev.steward.core.task.ItemFailure;
import dev.steward.core.task.Prediction;
import dev.steward.core.task.Slices;
import dev.steward.core.task.StepReport;
import dev.steward.core.task.Tally;
import dev.steward.core.task.TaskDescription;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@link StepReport} as JSON, in at most the 4096 bytes that Kubernetes keeps of a termination
 * message: failures that don't fit are left out, the counts stay.
 *
 * <p>Examples: {@code {"step": "plan", "items": 2000, "sliceSize": 600, "predictedMillis": 100000,
 * "predictionPercent": 11}}, {@code {"step": "run", "done": 600, "failed": 1, "failures": [{"item":
 * 7, "input": "pvc://scans/8.png", "reason": "it is no image; …"}]}}, {@code {"step": "collect",
 * "done": 2000, "failed": 1, "failures": […], "path": "…", "sha256": "…"}}, {@code {"step":
 * "refused", "message": "…"}}.
 */
public final class StepReportJson {

  private static final int MAX_BYTES = 4096;
  private static final int MAX_MESSAGE = 900;
  private static final int MAX_TEXT = 2048;

  private StepReportJson() {}

  /** The report as JSON. */
  public static String write(StepReport report) {
    return switch (report) {
      case StepReport.Planned(var slices, var prediction) -> planned(slices, prediction);
      case StepReport.Refused(var message) ->
          JsonText.text(json -> {
            json.writeStartObject();
            json.writeStringField("step", "refused");
            json.writeStringField(
                "message", message.substring(0, Math.min(message.length(), MAX_MESSAGE)));
            json.writeEndObject();
          });
      case StepReport.Ran(var tally) -> fitting(tally, (json, fit) -> tally(json, "run", fit));
      case StepReport.Gathered(var tally, var path, var sha256) ->
          fitting(
              tally,
              (json, fit) -> {
                tally(json, "collect", fit);
                json.writeStringField("path", path);
                json.writeStringField("sha256", sha256);
              });
    };
  }

  private static String planned(Slices slices, Optional<Prediction> prediction) {
    return JsonText.text(json -> {
      json.writeStartObject();
      json.writeStringField("step", "plan");
      json.writeNumberField("items", slices.items());
      json.writeNumberField("sliceSize", slices.size());
      if (prediction.isPresent()) {
        json.writeNumberField("predictedMillis", prediction.get().duration().toMillis());
        json.writeNumberField("predictionPercent", Math.round(prediction.get().error() * 100));
      }
      json.writeEndObject();
    });
  }

  /** Writes the fields of a report. */
  private interface Fields {
    void write(JsonGenerator json, Tally tally) throws IOException;
  }

  private static String fitting(Tally tally, Fields fields) {
    for (int kept = tally.first().size(); ; kept--) {
      var fit = new Tally(tally.done(), tally.failed(), tally.first().subList(0, kept));
      var text =
          JsonText.text(json -> {
            json.writeStartObject();
            fields.write(json, fit);
            json.writeEndObject();
          });
      if (kept == 0 || text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
        return text;
      }
    }
  }

  private static void tally(JsonGenerator json, String step, Tally tally) throws IOException {
    json.writeStringField("step", step);
    json.writeNumberField("done", tally.done());
    json.writeNumberField("failed", tally.failed());
    json.writeArrayFieldStart("failures");
    for (var failure : tally.first()) {
      json.writeStartObject();
      json.writeNumberField("item", failure.item());
      json.writeStringField("input", failure.input());
      json.writeStringField("reason", failure.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** The report, if {@code text} is one: a container may also end with other text, or none. */
  public static Optional<StepReport> read(String text) {
    if (text.length() > MAX_BYTES) {
      return Optional.empty();
    }
    var body = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    try {
      return switch (JsonReader.document(body, StepReportJson::read)) {
        case Outcome.Done<Optional<StepReport>>(var report) -> report;
        case Outcome.Refused<Optional<StepReport>> refused -> Optional.empty();
      };
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static Optional<StepReport> read(JsonReader json) throws IOException {
    var read = new Read();
    json.object(name -> {
      switch (name) {
        case "step" -> read.step = json.string(MAX_TEXT);
        case "message" -> read.message = json.string(MAX_TEXT);
        case "items" -> read.items = json.integer(1, TaskDescription.MAX_ITEMS);
        case "sliceSize" -> read.sliceSize = (int) json.integer(1, Slices.MAX_SIZE);
        case "predictedMillis" -> read.predictedMillis = json.integer(0, Long.MAX_VALUE);
        case "predictionPercent" -> read.predictionPercent = json.integer(0, 100);
        case "done" -> read.done = json.integer(0, TaskDescription.MAX_ITEMS);
        case "failed" -> read.failed = json.integer(0, TaskDescription.MAX_ITEMS);
        case "failures" -> json.array(() -> read.failures.add(failure(json)));
        case "path" -> read.path = json.string(MAX_TEXT);
        case "sha256" -> read.sha256 = json.string(MAX_TEXT);
        default -> json.skip();
      }
    });
    try {
      return read.report();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static ItemFailure failure(JsonReader json) throws IOException {
    var read = new Read();
    json.object(name -> {
      switch (name) {
        case "item" -> read.items = json.integer(0, TaskDescription.MAX_ITEMS);
        case "input" -> read.path = json.string(MAX_TEXT);
        case "reason" -> read.message = json.string(MAX_TEXT);
        default -> json.skip();
      }
    });
    return new ItemFailure(read.items, read.path, read.message);
  }

  /** What was read so far. */
  private static final class Read {
    private @Nullable String step;
    private String message = "";
    private String path = "";
    private String sha256 = "";
    private final List<ItemFailure> failures = new ArrayList<>();
    private long items;
    private int sliceSize;
    private long predictedMillis = -1;
    private long predictionPercent;
    private long done;
    private long failed;

    private Optional<StepReport> report() {
      return switch (step) {
        case "plan" ->
            Optional.of(
                new StepReport.Planned(
                    new Slices(items, sliceSize),
                    predictedMillis < 0
                        ? Optional.empty()
                        : Optional.of(
                            new Prediction(
                                Duration.ofMillis(predictedMillis), predictionPercent / 100.0))));
        case "run" -> Optional.of(new StepReport.Ran(new Tally(done, failed, failures)));
        case "collect" ->
            Optional.of(new StepReport.Gathered(new Tally(done, failed, failures), path, sha256));
        case "refused" -> Optional.of(new StepReport.Refused(message));
        case null, default -> Optional.empty();
      };
    }
  }
}
