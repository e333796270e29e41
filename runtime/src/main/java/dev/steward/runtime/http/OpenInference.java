package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.InferResponse;
import dev.steward.protocol.oip.ModelMetadata;
import dev.steward.protocol.oip.ModelStats;
import dev.steward.protocol.oip.Scheduling;
import dev.steward.protocol.oip.ServerMetadata;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.runtime.pool.Priority;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What the Open Inference Protocol answers, whatever it is spoken over. The one model has the one
 * version {@value #VERSION}.
 */
public final class OpenInference {

  public static final String VERSION = "1";

  private static final List<String> EXTENSIONS =
      List.of("binary_tensor_data", "schedule_policy", "statistics");

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

  /** What all models have computed since the process began. */
  public List<ModelStats> statistics() {
    return List.of(served.account().stats(served.name(), VERSION));
  }

  /** The same of one model. */
  public Outcome<List<ModelStats>> statistics(String name, Optional<String> version) {
    return model(name, version).map(model -> statistics());
  }

  /**
   * Computes what a request asks for, if the model can take it.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws IOException when nobody waits any more
   */
  public Outcome<InferResponse> infer(LoadedModel model, InferRequest request, Asked asked)
      throws InterruptedException, IOException {
    return served.account().count(() -> inferred(model, request, asked));
  }

  private Outcome<InferResponse> inferred(LoadedModel model, InferRequest request, Asked asked)
      throws InterruptedException, ClientGoneException {
    if (model.signature().check(request) instanceof Outcome.Refused<InferRequest>(var refusal)) {
      return Outcome.refused(refusal);
    }
    return switch (pool.admit(scheduled(asked, request.scheduling()), served.account())) {
      case Outcome.Refused<InferencePool.Place>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferencePool.Place>(var place) -> {
        try (place) {
          yield model.infer(request, place).map(outputs -> response(request, outputs));
        }
      }
    };
  }

  /** A request may have less time than others, and never more. */
  private static Asked scheduled(Asked asked, Scheduling scheduling) {
    var priority = scheduling.priority();
    return new Asked(
        asked.tenant(),
        scheduling.timeout().map(asked.deadline()::within).orElse(asked.deadline()),
        asked.client(),
        priority.isPresent() ? new Priority(priority.getAsInt()) : asked.priority());
  }

  private InferResponse response(InferRequest request, List<Tensor> outputs) {
    return new InferResponse(served.name(), VERSION, request.id(), outputs);
  }
}
