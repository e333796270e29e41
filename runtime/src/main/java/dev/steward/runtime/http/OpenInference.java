package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.InferResponse;
import dev.steward.protocol.oip.ModelMetadata;
import dev.steward.protocol.oip.Scheduling;
import dev.steward.protocol.oip.ServerMetadata;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.classify.HighestClasses;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.runtime.pool.Priority;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** What the Open Inference Protocol answers, whatever it is spoken over. */
public final class OpenInference {

  private static final List<String> EXTENSIONS =
      List.of("binary_tensor_data", "classification", "schedule_policy", "statistics");

  private final Models models;
  private final InferencePool pool;
  private final String serverVersion;

  public OpenInference(Models models, InferencePool pool, String serverVersion) {
    this.models = models;
    this.pool = pool;
    this.serverVersion = serverVersion;
  }

  /** The models that answer. */
  public Models models() {
    return models;
  }

  /** What the server says of itself. */
  public ServerMetadata server() {
    return new ServerMetadata(
        "steward",
        serverVersion,
        Stream.concat(EXTENSIONS.stream(), models.extensions().stream()).toList());
  }

  /** No model or version of that name is here. */
  public static Refusal unknown(String what, String asked, String right) {
    return Refusal.of(
        ErrorCode.NOT_FOUND,
        new Violation(what, "there is no \"" + asked + "\" here", "use " + right));
  }

  /** A model that is here is asked for what its task doesn't answer. */
  static <T> Outcome<T> unsuited(Models.Use use, String task) {
    return Outcome.refused(
        Refusal.of(
            ErrorCode.NOT_FOUND,
            new Violation(
                "model",
                "\"" + use.name() + "\" isn't served for task " + task,
                "use /v2/models/" + use.name() + "/infer")));
  }

  /** What a model takes and gives. */
  public static ModelMetadata metadata(Models.Use use) {
    var signature = use.model().signature();
    return new ModelMetadata(
        use.name(),
        use.versions(),
        use.model().format().platform(),
        signature.inputs(),
        signature.outputs());
  }

  /**
   * Computes what a request asks for, if the model can take it.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws IOException when nobody waits any more
   */
  public Outcome<InferResponse> infer(Models.Use use, InferRequest request, Asked asked)
      throws InterruptedException, IOException {
    asked.span().add(Fact.of(FactKeys.MODEL, use.name()));
    asked.span().add(Fact.of(FactKeys.MODEL_VERSION, use.version()));
    return use.account().count(() -> inferred(use, request, asked));
  }

  private Outcome<InferResponse> inferred(Models.Use use, InferRequest request, Asked asked)
      throws InterruptedException, ClientGoneException {
    var model = use.model();
    var checked =
        model
            .signature()
            .check(request)
            .then(right -> HighestClasses.check(right, model.signature()));
    if (checked instanceof Outcome.Refused<InferRequest>(var refusal)) {
      return Outcome.refused(refusal);
    }
    return switch (pool.admit(scheduled(asked, request.scheduling()), use.account())) {
      case Outcome.Refused<InferencePool.Place>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferencePool.Place>(var place) -> {
        try (place) {
          yield model
              .infer(request, place)
              .then(outputs -> HighestClasses.of(request, outputs, model.labels()))
              .map(outputs -> response(use, request, outputs));
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
        priority.isPresent() ? new Priority(priority.getAsInt()) : asked.priority(),
        asked.span());
  }

  private static InferResponse response(
      Models.Use use, InferRequest request, List<Tensor> outputs) {
    return new InferResponse(use.name(), use.version(), request.id(), outputs);
  }
}
