package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.InferRequestJson;
import dev.steward.protocol.oip.InferResponse;
import dev.steward.protocol.oip.InferResponseJson;
import dev.steward.protocol.oip.MetadataJson;
import dev.steward.protocol.oip.ModelMetadata;
import dev.steward.protocol.oip.ServerMetadata;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorLimits;
import dev.steward.runtime.engine.TensorModel;
import dev.steward.runtime.pool.InferencePool;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.util.List;

/** The Open Inference Protocol. The one model has the one version {@value #VERSION}. */
final class InferenceRoutes {

  static final String VERSION = "1";

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
              exchange ->
                  switch (model(exchange, versioned)) {
                    case Outcome.Done<TensorModel>(var model) -> infer(exchange, model);
                    case Outcome.Refused<TensorModel>(var refusal) -> Outcome.refused(refusal);
                  }));
    }
  }

  private Outcome<Reply> serverMetadata() {
    return Outcome.done(
        Reply.of(MetadataJson.write(new ServerMetadata("steward", serverVersion, List.of()))));
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

  private Outcome<Reply> metadata(TensorModel model) {
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

  private Outcome<TensorModel> model(Exchange exchange, boolean versioned) {
    var name = exchange.path("model");
    if (!name.equals(served.name())) {
      return Outcome.refused(unknown("model", name, served.name()));
    }
    if (versioned && !exchange.path("version").equals(VERSION)) {
      return Outcome.refused(unknown("version", exchange.path("version"), VERSION));
    }
    return served.loaded().map(loaded -> loaded.model().model());
  }

  /** No model or version of that name is here. */
  static Refusal unknown(String what, String asked, String right) {
    return Refusal.of(
        ErrorCode.NOT_FOUND,
        new Violation(what, "there is no \"" + asked + "\" here", "use \"" + right + "\""));
  }

  private Outcome<Reply> infer(Exchange exchange, TensorModel model)
      throws IOException, InterruptedException {
    var read =
        InferRequestJson.read(exchange.body(), TensorLimits.DEFAULT).then(model.signature()::check);
    return switch (read) {
      case Outcome.Refused<InferRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferRequest>(var request) ->
          computed(exchange, model, request).map(outputs -> reply(request, outputs));
    };
  }

  private Outcome<List<Tensor>> computed(Exchange exchange, TensorModel model, InferRequest request)
      throws IOException, InterruptedException {
    return switch (pool.admit(exchange.deadline(), exchange.client())) {
      case Outcome.Refused<InferencePool.Place>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferencePool.Place>(var place) -> {
        try (place) {
          yield place.run(
              cancellation -> model.run(request.inputs(), request.outputs(), cancellation));
        }
      }
    };
  }

  private Reply reply(InferRequest request, List<Tensor> outputs) {
    var response = new InferResponse(served.name(), VERSION, request.id(), outputs);
    return out -> InferResponseJson.write(out, response);
  }
}
