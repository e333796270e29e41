package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.InferRequestBody;
import dev.steward.protocol.oip.InferResponse;
import dev.steward.protocol.oip.InferResponseBody;
import dev.steward.protocol.oip.MetadataJson;
import dev.steward.protocol.oip.ModelStats;
import dev.steward.protocol.oip.ModelStatsJson;
import dev.steward.protocol.oip.OutputForms;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.web.Router;
import dev.steward.runtime.web.WebRoute;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The Open Inference Protocol over REST. */
final class InferenceRoutes {

  private static final String MODEL = "/v2/models/{model}";
  private static final String MODEL_VERSION = MODEL + "/versions/{version}";

  private final OpenInference inference;

  InferenceRoutes(OpenInference inference) {
    this.inference = inference;
  }

  void register(Router<WebRoute> routes, Exchanges exchanges) {
    routes.get("/v2", exchanges.with("server_metadata", exchange -> serverMetadata()));
    routes.get("/v2/health/live", exchanges.with("live", exchange -> live()));
    routes.get("/v2/health/ready", exchanges.with("ready", exchange -> ready()));
    routes.get("/v2/models/stats", exchanges.with("model_statistics", exchange -> stats()));
    for (var path : List.of(MODEL, MODEL_VERSION)) {
      boolean versioned = path.equals(MODEL_VERSION);
      routes.get(
          path,
          exchanges.with(
              "model_metadata",
              exchange ->
                  switch (use(exchange, exchange.asked(), versioned)) {
                    case Outcome.Done<Models.Use>(var use) -> metadata(use);
                    case Outcome.Refused<Models.Use>(var refusal) -> Outcome.refused(refusal);
                  }));
      routes.get(
          path + "/ready",
          exchanges.with("model_ready", exchange -> modelReady(exchange, versioned)));
      routes.get(
          path + "/stats",
          exchanges.with("model_statistics", exchange -> stats(exchange, versioned)));
      routes.post(
          path + "/infer",
          exchanges.with(
              "infer", Accepted.TENSORS, exchange -> infer(exchange, exchange.asked(), versioned)));
    }
  }

  private Outcome<Reply> serverMetadata() {
    return Outcome.done(Reply.of(MetadataJson.write(inference.server())));
  }

  private static Outcome<Reply> live() {
    return Outcome.done(Reply.of(MetadataJson.live()));
  }

  private Outcome<Reply> ready() {
    return inference
        .models()
        .unready()
        .<Outcome<Reply>>map(Outcome::refused)
        .orElseGet(() -> Outcome.done(Reply.of(MetadataJson.ready())));
  }

  private Outcome<Reply> modelReady(Exchange exchange, boolean versioned) {
    var name = exchange.path("model");
    return inference
        .models()
        .unready(name, version(exchange, versioned))
        .<Outcome<Reply>>map(Outcome::refused)
        .orElseGet(() -> Outcome.done(Reply.of(MetadataJson.ready(name))));
  }

  private static Outcome<Reply> metadata(Models.Use use) {
    try (use) {
      return Outcome.done(Reply.of(MetadataJson.write(OpenInference.metadata(use))));
    }
  }

  private Outcome<Reply> stats() {
    return reply(inference.models().statistics());
  }

  private Outcome<Reply> stats(Exchange exchange, boolean versioned) {
    return reply(
        inference.models().statistics(exchange.path("model"), version(exchange, versioned)));
  }

  private static Outcome<Reply> reply(Outcome<List<ModelStats>> statistics) {
    return statistics.map(stats -> Reply.of(ModelStatsJson.write(stats)));
  }

  private static Optional<String> version(Exchange exchange, boolean versioned) {
    return versioned ? Optional.of(exchange.path("version")) : Optional.empty();
  }

  private Outcome<Models.Use> use(Exchange exchange, Asked asked, boolean versioned)
      throws IOException, InterruptedException {
    return inference.models().use(exchange.path("model"), version(exchange, versioned), asked);
  }

  private Outcome<Reply> infer(Exchange exchange, Asked asked, boolean versioned)
      throws IOException, InterruptedException {
    return switch (use(exchange, asked, versioned)) {
      case Outcome.Refused<Models.Use>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Models.Use>(var use) -> {
        try (use) {
          yield infer(exchange, asked, use);
        }
      }
    };
  }

  private Outcome<Reply> infer(Exchange exchange, Asked asked, Models.Use use)
      throws IOException, InterruptedException {
    return switch (read(exchange, use.model())) {
      case Outcome.Refused<InferRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferRequest>(var request) ->
          inference.infer(use, request, asked).map(response -> reply(response, request.forms()));
    };
  }

  private static Outcome<InferRequest> read(Exchange exchange, LoadedModel model)
      throws IOException {
    return switch (jsonLength(exchange)) {
      case Outcome.Refused<OptionalLong>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<OptionalLong>(var jsonLength) ->
          InferRequestBody.read(exchange.body(), jsonLength, model.tensorLimits());
    };
  }

  private static Outcome<OptionalLong> jsonLength(Exchange exchange) {
    var values = exchange.header(InferRequestBody.HEADER);
    if (values.isEmpty() && exchange.hasType(Accepted.BYTES_TYPE)) {
      return Outcome.refused(
          Refusal.of(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              new Violation(
                  InferRequestBody.HEADER,
                  "it is missing, and the body is " + Accepted.BYTES_TYPE,
                  "send how many bytes of the body are JSON in it; values without JSON aren't"
                      + " read")));
    }
    return InferRequestBody.jsonLength(values);
  }

  private static Reply reply(InferResponse response, OutputForms forms) {
    var body = new InferResponseBody(response, forms);
    return body.lengths().<Reply>map(lengths -> new BinaryReply(body, lengths)).orElse(body::write);
  }
}
