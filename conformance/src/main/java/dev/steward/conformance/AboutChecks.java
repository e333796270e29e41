package dev.steward.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.protocol.oip.Datatype;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a server says of itself and of its model, over REST. */
final class AboutChecks {

  private static final String READY = "REST: Server Ready";

  private AboutChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(
            "rest.live",
            "REST: Server Live",
            "GET /v2/health/live is 200 when the server can receive requests.",
            subject -> status(subject, "/v2/health/live")),
        new Check(
            "rest.ready",
            READY,
            "GET /v2/health/ready is 200 when all models are ready for inferencing.",
            subject -> status(subject, "/v2/health/ready")),
        new Check(
            "rest.model.ready",
            "REST: Model Ready",
            "GET /v2/models/MODEL/ready is 200 when the model is ready.",
            subject -> status(subject, Rest.model(subject.model()) + "/ready")),
        new Check(
            "rest.server.metadata",
            "REST: Server Metadata Response JSON Object",
            "GET /v2 is 200 with name and version, texts, and extensions, texts.",
            AboutChecks::serverMetadata),
        new Check(
            "rest.model.metadata",
            "REST: Model Metadata Response JSON Object",
            "GET /v2/models/MODEL is 200 with name and platform, texts, and inputs and outputs with"
                + " name, datatype and shape, where -1 is a variable size.",
            AboutChecks::modelMetadata),
        new Check(
            "rest.model.versions",
            "REST: Model Metadata Response JSON Object",
            "versions are those that may be explicitly requested via the endpoint.",
            AboutChecks::versions),
        new Check(
            "rest.statistics",
            "Triton: Statistics Extension",
            "Where extensions has statistics, GET /v2/models/MODEL/stats has the model with its"
                + " counts.",
            AboutChecks::statistics),
        new Check(
            "rest.content.type",
            Check.BEYOND,
            "Answers in JSON say so: content-type is application/json.",
            AboutChecks::contentType));
  }

  private static Verdict status(Subject subject, String path)
      throws IOException, InterruptedException {
    var answer = subject.rest().get(path);
    return Verdict.of(answer.status() == 200, "GET " + path, "200", answer.shown());
  }

  private static boolean texts(JsonNode array) {
    if (!array.isArray()) {
      return false;
    }
    for (var each : array) {
      if (!each.isTextual()) {
        return false;
      }
    }
    return true;
  }

  private static Verdict serverMetadata(Subject subject) throws IOException, InterruptedException {
    var answer = subject.rest().get("/v2");
    var json = answer.json();
    return Verdict.of(
        answer.status() == 200
            && json.path("name").isTextual()
            && json.path("version").isTextual()
            && texts(json.path("extensions")),
        "GET /v2",
        "200, {\"name\": TEXT, \"version\": TEXT, \"extensions\": [TEXT…]}",
        answer.shown());
  }

  private static Verdict modelMetadata(Subject subject) throws IOException, InterruptedException {
    var path = Rest.model(subject.model());
    var answer = subject.rest().get(path);
    var json = answer.json();
    var wrong =
        answer.status() != 200
            ? Optional.of("status")
            : !json.path("name").asText().equals(subject.model())
                ? Optional.of("name")
                : !json.path("platform").isTextual()
                    ? Optional.of("platform")
                    : wrongTensors(json.path("inputs"))
                        .or(() -> wrongTensors(json.path("outputs")))
                        .or(() ->
                            json.has("versions") && !texts(json.path("versions"))
                                ? Optional.of("versions")
                                : Optional.empty());
    return Verdict.of(
        wrong.isEmpty(),
        "GET " + path,
        "200, {\"name\": \"%s\", \"platform\": TEXT, \"inputs\": [{name, datatype, shape}…], \"outputs\": […]}"
            .formatted(subject.model()),
        wrong.orElse("") + " of " + answer.shown());
  }

  private static Optional<String> wrongTensors(JsonNode tensors) {
    if (!tensors.isArray()) {
      return Optional.of("inputs or outputs");
    }
    for (var tensor : tensors) {
      boolean shaped = tensor.path("shape").isArray();
      for (var length : tensor.path("shape")) {
        shaped &= length.isIntegralNumber() && length.longValue() >= -1;
      }
      if (!shaped
          || !tensor.path("name").isTextual()
          || Datatype.named(tensor.path("datatype").asText()).isEmpty()) {
        return Optional.of("tensor " + tensor);
      }
    }
    return Optional.empty();
  }

  private static Verdict versions(Subject subject) throws IOException, InterruptedException {
    var path = Rest.model(subject.model());
    var versions = subject.rest().get(path).json().path("versions");
    if (versions.isEmpty()) {
      return new Verdict.Skipped("the model has no versions that may be requested");
    }
    for (var version : versions) {
      var own = path + "/versions/" + Rest.escaped(version.asText());
      var answer = subject.rest().get(own);
      if (answer.status() != 200 || !answer.json().path("name").asText().equals(subject.model())) {
        return new Verdict.Failed("GET " + own, "200, the model's metadata", answer.shown());
      }
    }
    return new Verdict.Passed();
  }

  private static Verdict statistics(Subject subject) throws IOException, InterruptedException {
    boolean listed = false;
    for (var extension : subject.rest().get("/v2").json().path("extensions")) {
      listed |= extension.asText().equals("statistics");
    }
    if (!listed) {
      return new Verdict.Skipped("the server doesn't list the extension statistics");
    }
    var path = Rest.model(subject.model()) + "/stats";
    var answer = subject.rest().get(path);
    var stats = answer.json().path("model_stats").path(0);
    var times = stats.path("inference_stats");
    boolean whole =
        stats.path("inference_count").isIntegralNumber()
            && stats.path("execution_count").isIntegralNumber();
    for (var part :
        List.of("success", "fail", "queue", "compute_input", "compute_infer", "compute_output")) {
      whole &=
          times.path(part).path("count").isIntegralNumber()
              && times.path(part).path("ns").isIntegralNumber();
    }
    return Verdict.of(
        answer.status() == 200 && stats.path("name").asText().equals(subject.model()) && whole,
        "GET " + path,
        "200, {\"model_stats\": [{\"name\": \"%s\", inference_count, execution_count, inference_stats}…]}"
            .formatted(subject.model()),
        answer.shown());
  }

  private static Verdict contentType(Subject subject) throws IOException, InterruptedException {
    for (var path : List.of("/v2", Rest.model(subject.model()))) {
      var answer = subject.rest().get(path);
      if (!answer.contentType().startsWith("application/json")) {
        return new Verdict.Failed("GET " + path, "content-type application/json", answer.shown());
      }
    }
    return new Verdict.Passed();
  }
}
