package dev.steward.conformance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a server answers to a request that can't be answered: the client's fault, told as such,
 * after which the server goes on.
 */
final class ErrorChecks {

  private static final String INFER = "REST: Inference Response JSON Error Object";
  private static final String NOBODY = "conformance-no-such-model";

  /** Each request would be refused for its datatype, whatever else is wrong with it. */
  private static final Verdict IN_NO_JSON =
      new Verdict.Skipped("the model has an input of FP16 or BF16, which JSON can't have");

  private ErrorChecks() {}

  static List<Check> all() {
    var checks = new ArrayList<Check>();
    checks.add(
        new Check(
            "rest.error.model.metadata",
            "REST: Model Metadata Response JSON Error Object",
            "Metadata of a model that isn't there are an HTTP error with {\"error\": TEXT}.",
            subject ->
                refused(subject, Rest.model(NOBODY), subject.rest().get(Rest.model(NOBODY)))));
    checks.add(
        new Check(
            "rest.error.model.ready",
            "REST: Model Ready",
            "A model that isn't there isn't ready: an HTTP error.",
            subject -> {
              var path = Rest.model(NOBODY) + "/ready";
              var answer = subject.rest().get(path);
              return Verdict.of(
                  answer.status() >= 400 && answer.status() < 500,
                  "GET " + path,
                  "400 to 499",
                  answer.shown());
            }));
    checks.add(
        new Check(
            "rest.error.model.infer",
            INFER,
            "Inference with a model that isn't there is an HTTP error with {\"error\": TEXT}.",
            subject -> {
              var path = Rest.model(NOBODY) + "/infer";
              return refused(subject, path, subject.rest().post(path, subject.request()));
            }));
    checks.add(
        new Check(
            "rest.error.version",
            INFER,
            "Inference with a version that isn't there is an HTTP error with {\"error\": TEXT}.",
            subject -> {
              var path = Rest.model(subject.model()) + "/versions/987654/infer";
              return refused(subject, path, subject.rest().post(path, subject.request()));
            }));
    checks.add(text("json", "A body that isn't JSON", "{\"inputs\": ["));
    checks.add(text("empty", "An empty body", ""));
    checks.add(text("no.inputs", "A request without inputs", "{}"));
    checks.add(text("inputs.type", "A request whose inputs are no array", "{\"inputs\": 7}"));
    checks.add(
        changed(
            "missing.input",
            "A request that lacks an input of the model",
            request -> {
              inputs(request).remove(0);
              return request;
            }));
    checks.add(
        changed(
            "unknown.input",
            "A request for an input that the model doesn't have",
            request -> {
              first(request).put("name", "conformance-no-such-input");
              return request;
            }));
    checks.add(
        changed(
            "datatype",
            "A datatype that isn't one",
            request -> {
              first(request).put("datatype", "FP7");
              return request;
            }));
    checks.add(
        changed(
            "shape",
            "A shape of more dimensions than the model's",
            request -> {
              var shape = first(request).withArray("shape");
              for (int i = 0; i < 3; i++) {
                shape.add(1);
              }
              return request;
            }));
    checks.add(
        changed(
            "negative.shape",
            "A shape with a negative length",
            request -> {
              first(request).withArray("shape").removeAll().add(-1);
              return request;
            }));
    checks.add(
        changed(
            "too.few.data",
            "Fewer data than the shape says",
            request -> {
              var data = (ArrayNode) first(request).get("data");
              data.remove(data.size() - 1);
              return request;
            }));
    checks.add(
        changed(
            "too.many.data",
            "More data than the shape says",
            request -> {
              var data = (ArrayNode) first(request).get("data");
              data.add(data.get(0));
              return request;
            }));
    checks.add(
        changed(
            "huge.shape",
            "A shape of more data than any machine has",
            request -> {
              first(request).withArray("shape").removeAll().add(1L << 40).add(1L << 20);
              return request;
            }));
    checks.add(
        changed(
            "unknown.output",
            "A request for an output that the model doesn't have",
            request -> {
              request.putArray("outputs").addObject().put("name", "conformance-no-such-output");
              return request;
            }));
    checks.add(
        new Check(
            "rest.error.alive",
            Check.BEYOND,
            "After all of them the server answers as before.",
            subject -> {
              if (!subject.inJson()) {
                return IN_NO_JSON;
              }
              var outputs = InferChecks.baseline(subject);
              var wrong = outputs.notAs(subject.outputs());
              return Verdict.of(
                  wrong.isEmpty(),
                  InferChecks.sent(subject, subject.request()),
                  "200, outputs " + subject.outputs(),
                  outputs.shown());
            }));
    return checks;
  }

  private static ArrayNode inputs(ObjectNode request) {
    return (ArrayNode) request.get("inputs");
  }

  private static ObjectNode first(ObjectNode request) {
    return (ObjectNode) inputs(request).get(0);
  }

  private static Check text(String name, String what, String body) {
    return new Check(
        "rest.error." + name,
        INFER,
        what + " is an HTTP error of the client's with {\"error\": TEXT}.",
        subject ->
            refused(
                subject,
                subject.inferPath() + " " + body,
                subject.rest().post(subject.inferPath(), body)));
  }

  private static Check changed(String name, String what, Function<ObjectNode, ObjectNode> change) {
    return new Check(
        "rest.error." + name,
        INFER,
        what + " is an HTTP error of the client's with {\"error\": TEXT}.",
        subject -> {
          if (!subject.inJson()) {
            return IN_NO_JSON;
          }
          var request = change.apply(subject.request());
          return refused(
              subject,
              InferChecks.sent(subject, request),
              subject.rest().post(subject.inferPath(), request));
        });
  }

  /** Refused by a 4xx and a text, and the server lives. */
  static Verdict refused(Subject subject, String sent, RestAnswer answer)
      throws IOException, InterruptedException {
    boolean told =
        answer.status() >= 400
            && answer.status() < 500
            && answer.json().path("error").isTextual()
            && !answer.json().path("error").asText().isBlank();
    if (!told) {
      return new Verdict.Failed(sent, "400 to 499, {\"error\": TEXT}", answer.shown());
    }
    var live = subject.rest().get("/v2/health/live");
    return Verdict.of(live.status() == 200, sent, "a live server afterwards", live.shown());
  }
}
