package dev.steward.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.TensorMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The extension {@code classification}, where the server says that it has it. */
final class ClassificationChecks {

  private static final String SECTION = "Triton: Classification Extension";

  /** Of a value that is printed and read again. */
  private static final double PRINTED = 1e-4;

  private ClassificationChecks() {}

  static List<Check> all() {
    return List.of(
        check(
            "classification.output",
            "An output that is asked for with classification is BYTES, VALUE:CLASS or"
                + " VALUE:CLASS:LABEL of its highest value.",
            ClassificationChecks::highest),
        check(
            "classification.error.count",
            "A classification that is no number of classes is an error of the client's.",
            ClassificationChecks::wrongCount));
  }

  /** Looks where there are classes. */
  @FunctionalInterface
  private interface Looking {
    Verdict look(Subject subject, TensorMetadata output) throws IOException, InterruptedException;
  }

  private static Check check(String name, String sentence, Looking looking) {
    return new Check(
        name,
        SECTION,
        sentence,
        subject -> {
          var output = output(subject);
          if (!announced(subject)) {
            return new Verdict.Skipped("the server doesn't announce classification");
          }
          if (output.isEmpty() || !subject.inJson()) {
            return new Verdict.Skipped(
                "the model has no output of numbers with an axis of classes, or can't be asked in"
                    + " JSON");
          }
          return looking.look(subject, output.get());
        });
  }

  private static boolean announced(Subject subject) throws IOException, InterruptedException {
    for (var extension : subject.rest().get("/v2").json().path("extensions")) {
      if (extension.asText().equals("classification")) {
        return true;
      }
    }
    return false;
  }

  private static Optional<TensorMetadata> output(Subject subject) {
    return subject.outputs().stream()
        .filter(output -> output.shape().rank() > 0)
        .filter(output -> output.datatype() != Datatype.BYTES)
        .filter(output -> output.datatype() != Datatype.BOOL)
        .findFirst();
  }

  private static ObjectNode request(Subject subject, TensorMetadata output) {
    var request = subject.request();
    request.putArray("outputs").addObject().put("name", output.name());
    return request;
  }

  private static ObjectNode asking(Subject subject, TensorMetadata output, int classes) {
    var request = request(subject, output);
    ((ObjectNode) request.get("outputs").get(0))
        .putObject("parameters")
        .put("classification", classes);
    return request;
  }

  private static Verdict highest(Subject subject, TensorMetadata output)
      throws IOException, InterruptedException {
    var all = subject.rest().post(subject.inferPath(), request(subject, output).toString()).json();
    var request = asking(subject, output, 1);
    var answer = subject.rest().post(subject.inferPath(), request.toString());
    var values = all.path("outputs").path(0);
    return Verdict.of(
        right(values, answer.json().path("outputs").path(0)),
        InferChecks.sent(subject, request),
        "BYTES, of each row the highest of " + values,
        answer.shown());
  }

  private static boolean right(JsonNode values, JsonNode classes) {
    var shape = new ArrayList<Long>();
    values.path("shape").forEach(length -> shape.add(length.asLong()));
    if (shape.isEmpty() || !classes.path("datatype").asText().equals("BYTES")) {
      return false;
    }
    int width = (int) (long) shape.removeLast();
    long rows = shape.stream().reduce(1L, (a, b) -> a * b);
    var given = classes.path("data");
    if (width == 0 || given.size() != rows) {
      return false;
    }
    for (int row = 0; row < rows; row++) {
      if (!isHighest(values.path("data"), row * width, width, given.path(row).asText())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHighest(JsonNode values, int first, int width, String text) {
    var parts = text.split(":", 3);
    try {
      double value = Double.parseDouble(parts[0]);
      int number = parts.length < 2 ? -1 : Integer.parseInt(parts[1]);
      if (number < 0 || number >= width) {
        return false;
      }
      double highest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < width; i++) {
        highest = Math.max(highest, values.path(first + i).asDouble());
      }
      double there = values.path(first + number).asDouble();
      double near = PRINTED * Math.max(1, Math.abs(highest));
      return Math.abs(value - highest) <= near && Math.abs(there - highest) <= near;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static Verdict wrongCount(Subject subject, TensorMetadata output)
      throws IOException, InterruptedException {
    var request = asking(subject, output, 0);
    return ErrorChecks.refused(
        subject,
        InferChecks.sent(subject, request),
        subject.rest().post(subject.inferPath(), request.toString()));
  }
}
