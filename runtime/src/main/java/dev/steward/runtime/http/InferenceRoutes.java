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
import dev.steward.protocol.oip.ModelStatsJson;
import dev.steward.protocol.oip.OutputForms;
import dev.steward.runtime.load.LoadedModel;
import io.javalin.config.RoutesConfig;
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

  void register(RoutesConfig routes, Exchanges exchanges) {
    routes.get("/v2", exchanges.with("server_metadata", exchange -> serverMetadata()));
    routes.get("/v2/health/live", exchanges.with("live", exchange -> live()));
    routes.get("/v2/health/ready", exchanges.with("ready", exchange -> ready()));
    routes.get(
        "/v2/models/stats", exchanges.with("model_statistics", exchange -> Outcome.done(stats())));
    for (var path : List.of(MODEL, MODEL_VERSION)) {
      boolean versioned = path.equals(MODEL_VERSION);
      routes.get(
          path,
          exchanges.with(
              "model_metadata", exchange -> model(exchange, versioned).map(this::metadata)));
      routes.get(
          path + "/ready",
          exchanges.with(
              "model_ready", exchange -> model(exchange, versioned).map(model -> modelReady())));
      routes.get(
          path + "/stats",
          exchanges.with("model_statistics", exchange -> stats(exchange, versioned)));
      routes.post(
          path + "/infer",
          exchanges.with(
              "infer",
              Accepted.TENSORS,
              exchange ->
                  switch (model(exchange, versioned)) {
                    case Outcome.Done<LoadedModel>(var model) -> infer(exchange, model);
                    case Outcome.Refused<LoadedModel>(var refusal) -> Outcome.refused(refusal);
                  }));
    }
  }

  private Outcome<Reply> serverMetadata() {
    return Outcome.done(Reply.of(MetadataJson.write(inference.server())));
  }

  private static Outcome<Reply> live() {
    return Outcome.done(Reply.of(MetadataJson.live()));
  }

  private Outcome<Reply> ready() {
    return inference.model().map(model -> Reply.of(MetadataJson.ready()));
  }

  private Reply modelReady() {
    return Reply.of(MetadataJson.ready(inference.name()));
  }

  private Reply metadata(LoadedModel model) {
    return Reply.of(MetadataJson.write(inference.metadata(model)));
  }

  private Reply stats() {
    return Reply.of(ModelStatsJson.write(inference.statistics()));
  }

  private Outcome<Reply> stats(Exchange exchange, boolean versioned) {
    return inference
        .statistics(exchange.path("model"), version(exchange, versioned))
        .map(stats -> Reply.of(ModelStatsJson.write(stats)));
  }

  private Outcome<LoadedModel> model(Exchange exchange, boolean versioned) {
    return inference.model(exchange.path("model"), version(exchange, versioned));
  }

  private static Optional<String> version(Exchange exchange, boolean versioned) {
    return versioned ? Optional.of(exchange.path("version")) : Optional.empty();
  }

  private Outcome<Reply> infer(Exchange exchange, LoadedModel model)
      throws IOException, InterruptedException {
    return switch (read(exchange, model)) {
      case Outcome.Refused<InferRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferRequest>(var request) ->
          inference
              .infer(model, request, exchange.asked())
              .map(response -> reply(response, request.forms()));
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
