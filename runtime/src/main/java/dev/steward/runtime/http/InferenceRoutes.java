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
import dev.steward.protocol.oip.ModelMetadata;
import dev.steward.protocol.oip.ServerMetadata;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.pool.InferencePool;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** The Open Inference Protocol. The one model has the one version {@value #VERSION}. */
final class InferenceRoutes {

  static final String VERSION = "1";

  private static final List<String> EXTENSIONS = List.of("binary_tensor_data");

  private static final String MODEL = "/v2/models/{model}";
  private static final String MODEL_VERSION = MODEL + "/versions/{version}";

  private final ServedModel served;
  private final InferencePool pool;
  private final String serverVersion;

  InferenceRoutes(ServedModel served, InferencePool pool, String serverVersion) {
    this.served = served;
    this.pool = pool;
    this.serverVersion = serverVersion;
  }

  void register(RoutesConfig routes, Exchanges exchanges) {
    routes.get("/v2", exchanges.with("server_metadata", exchange -> serverMetadata()));
    routes.get("/v2/health/live", exchanges.with("live", exchange -> live()));
    routes.get("/v2/health/ready", exchanges.with("ready", exchange -> ready()));
    for (var path : List.of(MODEL, MODEL_VERSION)) {
      boolean versioned = path.equals(MODEL_VERSION);
      routes.get(
          path,
          exchanges.with(
              "model_metadata", exchange -> model(exchange, versioned).then(this::metadata)));
      routes.get(
          path + "/ready",
          exchanges.with(
              "model_ready", exchange -> model(exchange, versioned).map(model -> modelReady())));
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
    return Outcome.done(
        Reply.of(MetadataJson.write(new ServerMetadata("steward", serverVersion, EXTENSIONS))));
  }

  private static Outcome<Reply> live() {
    return Outcome.done(Reply.of(MetadataJson.live()));
  }

  private Outcome<Reply> ready() {
    return served.loaded().map(loaded -> Reply.of(MetadataJson.ready()));
  }

  private Reply modelReady() {
    return Reply.of(MetadataJson.ready(served.name()));
  }

  private Outcome<Reply> metadata(LoadedModel model) {
    var signature = model.signature();
    return Outcome.done(
        Reply.of(
            MetadataJson.write(
                new ModelMetadata(
                    served.name(),
                    List.of(VERSION),
                    "onnx_onnxruntime",
                    signature.inputs(),
                    signature.outputs()))));
  }

  private Outcome<LoadedModel> model(Exchange exchange, boolean versioned) {
    var name = exchange.path("model");
    if (!name.equals(served.name())) {
      return Outcome.refused(unknown("model", name, served.name()));
    }
    if (versioned && !exchange.path("version").equals(VERSION)) {
      return Outcome.refused(unknown("version", exchange.path("version"), VERSION));
    }
    return served.loaded().map(loaded -> loaded.model());
  }

  /** No model or version of that name is here. */
  static Refusal unknown(String what, String asked, String right) {
    return Refusal.of(
        ErrorCode.NOT_FOUND,
        new Violation(what, "there is no \"" + asked + "\" here", "use \"" + right + "\""));
  }

  private Outcome<Reply> infer(Exchange exchange, LoadedModel model)
      throws IOException, InterruptedException {
    return switch (read(exchange, model).then(model.signature()::check)) {
      case Outcome.Refused<InferRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferRequest>(var request) ->
          computed(exchange, model, request).map(outputs -> reply(request, outputs));
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

  private Outcome<List<Tensor>> computed(Exchange exchange, LoadedModel model, InferRequest request)
      throws IOException, InterruptedException {
    return switch (pool.admit(exchange.tenant(), exchange.deadline(), exchange.client())) {
      case Outcome.Refused<InferencePool.Place>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferencePool.Place>(var place) -> {
        try (place) {
          yield model.infer(request, place);
        }
      }
    };
  }

  private Reply reply(InferRequest request, List<Tensor> outputs) {
    var response = new InferResponse(served.name(), VERSION, request.id(), outputs);
    var body = new InferResponseBody(response, request.forms());
    return body.lengths().<Reply>map(lengths -> new BinaryReply(body, lengths)).orElse(body::write);
  }
}
