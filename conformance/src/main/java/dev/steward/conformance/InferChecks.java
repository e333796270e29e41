package dev.steward.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/** What a server computes, asked over REST. */
final class InferChecks {

  private static final String ID = "conformance-42";
  private static final String REQUEST = "REST: Inference Request JSON Object";

  private InferChecks() {}

  static List<Check> all() {
    return List.of(
        check(
            "rest.infer",
            "REST: Inference Response JSON Object",
            "A successful inference is 200 with the model's name, and outputs with name, shape,"
                + " datatype and as many data as the shape says, as the metadata have them.",
            InferChecks::infer),
        check(
            "rest.infer.again",
            Check.BEYOND,
            "The same request has the same outputs again.",
            subject -> same(subject, subject.request(), "the outputs of the first time")),
        check(
            "rest.infer.nested",
            "REST: Tensor Data",
            "Data may be nested as the shape, or flat: the outputs are the same.",
            subject ->
                same(
                    subject,
                    subject.request(subject.samples().stream().map(Sample::nested).toList()),
                    "the outputs of flat data")),
        check(
            "rest.infer.id",
            REQUEST,
            "An id of the request must be returned in the response.",
            InferChecks::id),
        check(
            "rest.infer.outputs",
            REQUEST,
            "Of outputs that are asked for by name, those are given and no others.",
            InferChecks::requested),
        check(
            "rest.infer.all.outputs",
            REQUEST,
            "Asked for all by name, all outputs are given.",
            InferChecks::allRequested),
        check(
            "rest.infer.parameters",
            "REST: Parameters",
            "A request, an input and an output may have parameters; none changes what is standard.",
            InferChecks::parameters),
        check(
            "rest.infer.version",
            "REST: Inference",
            "A version that the metadata name may stand in the address.",
            InferChecks::version),
        check(
            "rest.infer.content.type",
            Check.BEYOND,
            "An answer in JSON says so: content-type is application/json.",
            InferChecks::contentType));
  }

  private static Check check(String name, String section, String sentence, Check.Probe probe) {
    return new Check(
        name,
        section,
        sentence,
        subject ->
            subject.inJson()
                ? probe.look(subject)
                : new Verdict.Skipped(
                    "the model has an input of FP16 or BF16, which JSON can't have"));
  }

  private static Verdict infer(Subject subject) throws IOException, InterruptedException {
    var answer = subject.rest().post(subject.inferPath(), subject.request());
    var outputs = Outputs.of(answer);
    var wrong = outputs.notAs(subject.outputs());
    boolean named = answer.json().path("model_name").asText().equals(subject.model());
    return Verdict.of(
        wrong.isEmpty() && named,
        sent(subject, subject.request()),
        "200, model_name \"%s\", outputs %s".formatted(subject.model(), subject.outputs()),
        wrong.orElse("model_name") + ": " + answer.shown());
  }

  /** What was sent, for messages. */
  static String sent(Subject subject, JsonNode request) {
    var json = request.toString();
    return "POST "
        + subject.inferPath()
        + " "
        + (json.length() <= 300 ? json : json.substring(0, 300) + "…");
  }

  /** The outputs of the good request. */
  static Outputs baseline(Subject subject) throws IOException, InterruptedException {
    return Outputs.of(subject.rest().post(subject.inferPath(), subject.request()));
  }

  private static Verdict same(Subject subject, JsonNode request, String expected)
      throws IOException, InterruptedException {
    var first = baseline(subject);
    var second = Outputs.of(subject.rest().post(subject.inferPath(), request));
    return Verdict.of(
        second.wrong().isEmpty() && second.equals(first),
        sent(subject, request),
        expected + ": " + first.shown(),
        second.shown());
  }

  private static Verdict id(Subject subject) throws IOException, InterruptedException {
    var request = subject.request().put("id", ID);
    var answer = subject.rest().post(subject.inferPath(), request);
    return Verdict.of(
        answer.status() == 200 && answer.json().path("id").asText().equals(ID),
        sent(subject, request),
        "200, \"id\": \"" + ID + "\"",
        answer.shown());
  }

  private static Verdict requested(Subject subject) throws IOException, InterruptedException {
    var request = subject.request();
    var last = subject.outputs().getLast();
    request.putArray("outputs").addObject().put("name", last.name());
    var answer = Outputs.of(subject.rest().post(subject.inferPath(), request));
    var baseline = baseline(subject);
    return Verdict.of(
        answer.notAs(List.of(last)).isEmpty()
            && answer.named(last.name()).equals(baseline.named(last.name())),
        sent(subject, request),
        "\"" + last.name() + "\" alone, as of " + baseline.shown(),
        answer.shown());
  }

  private static Verdict allRequested(Subject subject) throws IOException, InterruptedException {
    var request = subject.request();
    var outputs = request.putArray("outputs");
    subject.outputs().reversed().forEach(output -> outputs.addObject().put("name", output.name()));
    return same(subject, request, "all outputs");
  }

  private static Verdict parameters(Subject subject) throws IOException, InterruptedException {
    var request = subject.request();
    request.putObject("parameters").put("conformance_text", "a").put("conformance_number", 1);
    for (var input : request.withArray("inputs")) {
      ((ObjectNode) input).putObject("parameters").put("conformance_truth", true);
    }
    return same(subject, request, "the outputs without parameters");
  }

  private static Verdict version(Subject subject) throws IOException, InterruptedException {
    var versions = subject.rest().get(Rest.model(subject.model())).json().path("versions");
    if (versions.isEmpty()) {
      return new Verdict.Skipped("the model has no versions that may be requested");
    }
    var path =
        Rest.model(subject.model())
            + "/versions/"
            + Rest.escaped(versions.path(0).asText())
            + "/infer";
    var first = baseline(subject);
    var second = Outputs.of(subject.rest().post(path, subject.request()));
    return Verdict.of(
        versions.size() == 1
            ? second.wrong().isEmpty() && second.equals(first)
            : second.notAs(subject.outputs()).isEmpty(),
        "POST " + path,
        "the outputs without a version: " + first.shown(),
        second.shown());
  }

  private static Verdict contentType(Subject subject) throws IOException, InterruptedException {
    var answer = subject.rest().post(subject.inferPath(), subject.request());
    return Verdict.of(
        answer.status() == 200 && answer.contentType().startsWith("application/json"),
        sent(subject, subject.request()),
        "200, content-type application/json",
        answer.shown());
  }
}
