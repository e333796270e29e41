package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.InferResponse;
import dev.steward.protocol.oip.ModelMetadata;
import dev.steward.protocol.oip.ServerMetadata;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.classify.HighestClasses;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.InferencePool;
import java.util.List;
import java.util.Optional;

/**
 * What the Open Inference Protocol answers, whatever it is spoken over. The one model has the one
 * version {@value #VERSION}.
 */
public final class OpenInference {

  public static final String VERSION = "1";

  private static final List<String> EXTENSIONS = List.of("binary_tensor_data", "classification");

  private final ServedModel served;
  private final InferencePool pool;
  private final String serverVersion;

  public OpenInference(ServedModel served, InferencePool pool, String serverVersion) {
    this.served = served;
    this.pool = pool;
    this.serverVersion = serverVersion;
  }

  /** The model's name. */
  public String name() {
    return served.name();
  }

  /** What the server says of itself. */
  public ServerMetadata server() {
    return new ServerMetadata("steward", serverVersion, EXTENSIONS);
  }

  /** The model, whatever it is called, or why it can't answer now. */
  public Outcome<LoadedModel> model() {
    return served.loaded().map(ServedModel.Loaded::model);
  }

  /** The model of a name and a version; none is any version. */
  public Outcome<LoadedModel> model(String name, Optional<String> version) {
    if (!name.equals(served.name())) {
      return Outcome.refused(unknown("model", name, served.name()));
    }
    if (version.isPresent() && !version.get().equals(VERSION)) {
      return Outcome.refused(unknown("version", version.get(), VERSION));
    }
    return model();
  }

  /** No model or version of that name is here. */
  static Refusal unknown(String what, String asked, String right) {
    return Refusal.of(
        ErrorCode.NOT_FOUND,
        new Violation(what, "there is no \"" + asked + "\" here", "use \"" + right + "\""));
  }

  /** What a model takes and gives. */
  public ModelMetadata metadata(LoadedModel model) {
    var signature = model.signature();
    return new ModelMetadata(
        served.name(),
        List.of(VERSION),
        "onnx_onnxruntime",
        signature.inputs(),
        signature.outputs());
  }

  /**
   * Computes what a request asks for, if the model can take it.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  public Outcome<InferResponse> infer(LoadedModel model, InferRequest request, Asked asked)
      throws InterruptedException, ClientGoneException {
    var checked =
        model
            .signature()
            .check(request)
            .then(right -> HighestClasses.check(right, model.signature()));
    if (checked instanceof Outcome.Refused<InferRequest>(var refusal)) {
      return Outcome.refused(refusal);
    }
    return switch (pool.admit(asked)) {
      case Outcome.Refused<InferencePool.Place>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferencePool.Place>(var place) -> {
        try (place) {
          yield model
              .infer(request, place)
              .then(outputs -> HighestClasses.of(request, outputs, model.labels()))
              .map(outputs -> response(request, outputs));
        }
      }
    };
  }

  private InferResponse response(InferRequest request, List<Tensor> outputs) {
    return new InferResponse(served.name(), VERSION, request.id(), outputs);
  }
}
