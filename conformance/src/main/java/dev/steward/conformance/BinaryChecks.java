package dev.steward.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The extension {@code binary_tensor_data}, where the server says that it has it. */
final class BinaryChecks {

  private static final String SECTION = "Triton: Binary Tensor Data Extension";

  private BinaryChecks() {}

  static List<Check> all() {
    return List.of(
        check(
            "binary.inputs",
            "Values of inputs may follow the JSON: the outputs are those of JSON.",
            BinaryChecks::inputs),
        check(
            "binary.outputs",
            "With binary_data_output the values of outputs follow the JSON, and are the same.",
            BinaryChecks::outputs),
        check(
            "binary.one.output",
            "With binary_data an output's values follow the JSON, and are the same.",
            BinaryChecks::oneOutput),
        check(
            "binary.error.size",
            "A binary_data_size that isn't the shape's is an error of the client's.",
            BinaryChecks::wrongSize),
        check(
            "binary.error.cut",
            "Fewer bytes than announced are an error of the client's.",
            BinaryChecks::cut));
  }

  private static Check check(String name, String sentence, Check.Probe probe) {
    return new Check(
        name,
        SECTION,
        sentence,
        subject -> {
          for (var extension : subject.rest().get("/v2").json().path("extensions")) {
            if (extension.asText().equals("binary_tensor_data")) {
              return probe.look(subject);
            }
          }
          return new Verdict.Skipped("the server doesn't announce binary_tensor_data");
        });
  }

  private static ObjectNode request(Subject subject) {
    return subject.request(
        subject.samples().stream()
            .map(sample -> {
              var json = sample.described();
              json.putObject("parameters").put("binary_data_size", sample.raw().length);
              return json;
            })
            .toList());
  }

  private static List<byte[]> values(Subject subject) {
    return subject.samples().stream().map(Sample::raw).toList();
  }

  /** The outputs of JSON, or where the inputs can't be JSON, of the first binary request. */
  private static Outputs baseline(Subject subject) throws IOException, InterruptedException {
    return subject.inJson()
        ? InferChecks.baseline(subject)
        : Outputs.of(
            subject.rest().postBinary(subject.inferPath(), request(subject), values(subject)));
  }

  private static Verdict same(Subject subject, ObjectNode request)
      throws IOException, InterruptedException {
    var baseline = baseline(subject);
    var answer = subject.rest().postBinary(subject.inferPath(), request, values(subject));
    var outputs = Outputs.of(answer);
    return Verdict.of(
        outputs.wrong().isEmpty() && outputs.equals(baseline),
        InferChecks.sent(subject, request) + " and values",
        baseline.shown(),
        outputs.shown());
  }

  private static Verdict inputs(Subject subject) throws IOException, InterruptedException {
    return same(subject, request(subject));
  }

  private static Verdict outputs(Subject subject) throws IOException, InterruptedException {
    var request = request(subject);
    request.putObject("parameters").put("binary_data_output", true);
    var answer = subject.rest().postBinary(subject.inferPath(), request, values(subject));
    return answer.headers().firstValue(Rest.HEADER).isPresent()
        ? same(subject, request)
        : new Verdict.Failed(
            InferChecks.sent(subject, request) + " and values",
            "200 with the header " + Rest.HEADER,
            answer.shown());
  }

  private static Verdict oneOutput(Subject subject) throws IOException, InterruptedException {
    var request = request(subject);
    var outputs = request.putArray("outputs");
    for (var output : subject.outputs()) {
      outputs
          .addObject()
          .put("name", output.name())
          .putObject("parameters")
          .put("binary_data", output.equals(subject.outputs().getFirst()));
    }
    return same(subject, request);
  }

  private static Verdict wrongSize(Subject subject) throws IOException, InterruptedException {
    var request = request(subject);
    var first = (ObjectNode) request.get("inputs").get(0);
    first
        .withObject("/parameters")
        .put("binary_data_size", subject.samples().getFirst().raw().length + 1);
    var values = new ArrayList<>(values(subject));
    var longer = java.util.Arrays.copyOf(values.getFirst(), values.getFirst().length + 1);
    values.set(0, longer);
    return ErrorChecks.refused(
        subject,
        InferChecks.sent(subject, request) + " and values",
        subject.rest().postBinary(subject.inferPath(), request, values));
  }

  private static Verdict cut(Subject subject) throws IOException, InterruptedException {
    var request = request(subject);
    return ErrorChecks.refused(
        subject,
        InferChecks.sent(subject, request) + " and no values",
        subject.rest().postBinary(subject.inferPath(), request, List.of()));
  }
}
