package dev.steward.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Triton's extension for repositories of models, where the server announces it. Nothing is
 * unloaded: a server may not load it again by itself.
 */
final class RepositoryChecks {

  private static final String EXTENSION = "model_repository";
  private static final String SECTION = "Triton: Model Repository Extension";
  private static final String INDEX = "/v2/repository/index";
  private static final String NOBODY = "conformance-no-such-model";
  private static final Set<String> STATES =
      Set.of("UNKNOWN", "READY", "UNAVAILABLE", "LOADING", "UNLOADING");

  private RepositoryChecks() {}

  static List<Check> all() {
    return List.of(
        check(
            "repository.index",
            "POST /v2/repository/index is 200 with name, version, state and reason of each model.",
            RepositoryChecks::index),
        check(
            "repository.index.ready",
            "With \"ready\": true only models that are ready are listed.",
            RepositoryChecks::ready),
        check(
            "repository.load",
            "POST /v2/repository/models/MODEL/load is 200 when the model is loaded and ready, or it"
                + " is refused and the model answers as before.",
            RepositoryChecks::load),
        check(
            "repository.load.unknown",
            "A load of a model that isn't there is refused with an error.",
            subject -> {
              var path = "/v2/repository/models/" + NOBODY + "/load";
              var answer = subject.rest().post(path, "{}");
              return Verdict.of(
                  answer.status() >= 400
                      && answer.status() < 500
                      && answer.json().path("error").isTextual(),
                  "POST " + path,
                  "4xx, {\"error\": TEXT}",
                  answer.shown());
            }));
  }

  private static Check check(String name, String sentence, Check.Probe probe) {
    return new Check(
        name,
        SECTION,
        sentence,
        subject ->
            announced(subject)
                ? probe.look(subject)
                : new Verdict.Skipped("the server doesn't announce " + EXTENSION));
  }

  private static boolean announced(Subject subject) throws IOException, InterruptedException {
    for (var extension : subject.rest().get("/v2").json().path("extensions")) {
      if (extension.asText().equals(EXTENSION)) {
        return true;
      }
    }
    return false;
  }

  private static Verdict index(Subject subject) throws IOException, InterruptedException {
    var answer = subject.rest().post(INDEX, "{}");
    var names = new ArrayList<String>();
    answer.json().forEach(entry -> names.add(entry.path("name").asText()));
    return Verdict.of(
        answer.status() == 200
            && names.contains(subject.model())
            && wrongEntry(answer.json()).isEmpty(),
        "POST " + INDEX,
        "200, [{name, version, state, reason}…] with the model " + subject.model(),
        answer.shown());
  }

  private static Optional<JsonNode> wrongEntry(JsonNode entries) {
    for (var entry : entries) {
      boolean right =
          entry.path("name").isTextual()
              && entry.path("version").isTextual()
              && (!entry.has("reason") || entry.path("reason").isTextual())
              && (!entry.has("state") || STATES.contains(entry.path("state").asText()));
      if (!right) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  private static Verdict ready(Subject subject) throws IOException, InterruptedException {
    var answer = subject.rest().post(INDEX, "{\"ready\": true}");
    boolean right = answer.status() == 200 && answer.json().isArray();
    for (var entry : answer.json()) {
      right &= !entry.has("state") || entry.path("state").asText().equals("READY");
    }
    return Verdict.of(
        right, "POST " + INDEX + " {\"ready\": true}", "200, models READY alone", answer.shown());
  }

  private static Verdict load(Subject subject) throws IOException, InterruptedException {
    var path = "/v2/repository/models/" + Rest.escaped(subject.model()) + "/load";
    var answer = subject.rest().post(path, "{}");
    var after = subject.rest().get(Rest.model(subject.model()));
    boolean refused = answer.status() >= 400 && answer.status() < 500;
    return Verdict.of(
        (answer.status() == 200 || refused) && after.status() == 200,
        "POST " + path,
        "200, or 4xx; and then GET %s 200".formatted(Rest.model(subject.model())),
        answer.shown() + "; then " + after.shown());
  }
}
