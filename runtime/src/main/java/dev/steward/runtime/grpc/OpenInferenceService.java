package dev.steward.runtime.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.grpc.InferRequestMessage;
import dev.steward.protocol.grpc.InferRequestMessage.Address;
import dev.steward.protocol.grpc.Messages;
import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.grpc.StatisticsMessages;
import dev.steward.protocol.inference.ModelInferResponse;
import dev.steward.protocol.inference.ModelMetadataRequest;
import dev.steward.protocol.inference.ModelReadyRequest;
import dev.steward.protocol.inference.ModelReadyResponse;
import dev.steward.protocol.inference.ModelStatisticsRequest;
import dev.steward.protocol.inference.ModelStreamInferResponse;
import dev.steward.protocol.inference.RepositoryIndexRequest;
import dev.steward.protocol.inference.RepositoryIndexResponse;
import dev.steward.protocol.inference.RepositoryModelLoadRequest;
import dev.steward.protocol.inference.RepositoryModelUnloadRequest;
import dev.steward.protocol.inference.ServerLiveRequest;
import dev.steward.protocol.inference.ServerLiveResponse;
import dev.steward.protocol.inference.ServerMetadataRequest;
import dev.steward.protocol.inference.ServerReadyRequest;
import dev.steward.protocol.inference.ServerReadyResponse;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.ModelStats;
import dev.steward.runtime.http.OpenInference;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.pool.Asked;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The Open Inference Protocol over gRPC, and what of Triton's extensions one model can do. */
final class OpenInferenceService {

  private static final String ANY = "";

  private final OpenInference inference;
  private final Calls calls;

  OpenInferenceService(OpenInference inference, Calls calls) {
    this.inference = inference;
    this.calls = calls;
  }

  /** The service with its methods. */
  ServerServiceDefinition definition() {
    var methods = new Methods();
    methods.unary(
        OpenInferenceMethods.SERVER_LIVE,
        ServerLiveRequest.getDefaultInstance(),
        "live",
        (request, asked) -> Outcome.done(ServerLiveResponse.newBuilder().setLive(true).build()));
    methods.unary(
        OpenInferenceMethods.SERVER_READY,
        ServerReadyRequest.getDefaultInstance(),
        "ready",
        (request, asked) ->
            Outcome.done(
                ServerReadyResponse.newBuilder().setReady(isReady(inference.model())).build()));
    methods.unary(
        OpenInferenceMethods.MODEL_READY,
        ModelReadyRequest.getDefaultInstance(),
        "model_ready",
        (request, asked) -> modelReady(request));
    methods.unary(
        OpenInferenceMethods.SERVER_METADATA,
        ServerMetadataRequest.getDefaultInstance(),
        "server_metadata",
        (request, asked) -> Outcome.done(Messages.of(inference.server())));
    methods.unary(
        OpenInferenceMethods.MODEL_METADATA,
        ModelMetadataRequest.getDefaultInstance(),
        "model_metadata",
        (request, asked) ->
            model(request.getName(), request.getVersion())
                .map(model -> Messages.of(inference.metadata(model))));
    methods.infer();
    methods.unary(
        OpenInferenceMethods.MODEL_STATISTICS,
        ModelStatisticsRequest.getDefaultInstance(),
        "model_statistics",
        (request, asked) -> statistics(request).map(StatisticsMessages::of));
    methods.unary(
        OpenInferenceMethods.REPOSITORY_INDEX,
        RepositoryIndexRequest.getDefaultInstance(),
        "repository_index",
        (request, asked) -> Outcome.done(index(request)));
    methods.unary(
        OpenInferenceMethods.REPOSITORY_MODEL_LOAD,
        RepositoryModelLoadRequest.getDefaultInstance(),
        "repository_model_load",
        (request, asked) -> fixed(request.getModelName()));
    methods.unary(
        OpenInferenceMethods.REPOSITORY_MODEL_UNLOAD,
        RepositoryModelUnloadRequest.getDefaultInstance(),
        "repository_model_unload",
        (request, asked) -> fixed(request.getModelName()));
    return methods.definition();
  }

  private Outcome<LoadedModel> model(String name, String version) {
    return inference.model(name, Optional.of(version).filter(it -> !it.equals(ANY)));
  }

  private Outcome<List<ModelStats>> statistics(ModelStatisticsRequest request) {
    return request.getName().equals(ANY)
        ? Outcome.done(inference.statistics())
        : inference.statistics(
            request.getName(), Optional.of(request.getVersion()).filter(it -> !it.equals(ANY)));
  }

  private static boolean isReady(Outcome<LoadedModel> model) {
    return switch (model) {
      case Outcome.Done<LoadedModel> done -> true;
      case Outcome.Refused<LoadedModel> refused -> false;
    };
  }

  /** A model that is here and can't answer isn't ready; one that isn't here is an error. */
  private Outcome<ModelReadyResponse> modelReady(ModelReadyRequest request) {
    var model = model(request.getName(), request.getVersion());
    return model instanceof Outcome.Refused<LoadedModel>(var refusal)
            && refusal.code() == ErrorCode.NOT_FOUND
        ? Outcome.refused(refusal)
        : Outcome.done(ModelReadyResponse.newBuilder().setReady(isReady(model)).build());
  }

  private RepositoryIndexResponse index(RepositoryIndexRequest request) {
    var model = inference.model();
    var index = RepositoryIndexResponse.newBuilder();
    if (!request.getReady() || isReady(model)) {
      var entry =
          index.addModelsBuilder().setName(inference.name()).setVersion(OpenInference.VERSION);
      switch (model) {
        case Outcome.Done<LoadedModel> done -> entry.setState("READY");
        case Outcome.Refused<LoadedModel>(var refusal) ->
            entry.setState("UNAVAILABLE").setReason(refusal.message());
      }
    }
    return index.build();
  }

  private <A> Outcome<A> fixed(String asked) {
    return Outcome.refused(
        Refusal.of(
            ErrorCode.METHOD_NOT_ALLOWED,
            new Violation(
                "model_name",
                "\"%s\": this process serves \"%s\" for as long as it runs"
                    .formatted(shortened(asked), inference.name()),
                "deploy a ModelService for another model")));
  }

  private static String shortened(String name) {
    return name.length() <= 100 ? name : name.substring(0, 99) + "…";
  }

  private Outcome<ModelInferResponse> infer(ByteString message, Asked asked)
      throws InterruptedException, IOException {
    var found =
        InferRequestMessage.address(message)
            .then(address -> inference.model(address.model(), address.version()));
    return switch (found) {
      case Outcome.Refused<LoadedModel>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<LoadedModel>(var model) ->
          switch (InferRequestMessage.read(message, model.tensorLimits())) {
            case Outcome.Refused<InferRequest>(var refusal) -> Outcome.refused(refusal);
            case Outcome.Done<InferRequest>(var request) ->
                inference.infer(model, request, asked).then(Messages::of);
          };
    };
  }

  private Outcome<ModelStreamInferResponse> streamed(ByteString message, Asked asked)
      throws InterruptedException, IOException {
    return infer(message, asked)
        .map(answer -> ModelStreamInferResponse.newBuilder().setInferResponse(answer).build());
  }

  /** A stream's client finds by the id which of its requests went wrong. */
  private static ModelStreamInferResponse refused(Outcome<ByteString> message, Refusal refusal) {
    var answer = ModelStreamInferResponse.newBuilder().setErrorMessage(refusal.message());
    if (message.then(InferRequestMessage::address) instanceof Outcome.Done<Address>(var address)) {
      address.id().ifPresent(id -> answer.getInferResponseBuilder().setId(id));
    }
    return answer.build();
  }

  /** Puts the service together. */
  private final class Methods {
    private final ServerServiceDefinition.Builder builder =
        ServerServiceDefinition.builder(OpenInferenceMethods.SERVICE);

    <Q extends Message, A> void unary(
        MethodDescriptor<Q, A> method,
        Q example,
        String endpoint,
        Calls.Answering<Q, A> answering) {
      builder.addMethod(
          method.toBuilder(MessageReading.of(example), method.getResponseMarshaller()).build(),
          new UnaryCall<>(endpoint, calls, answering));
    }

    void infer() {
      var unary = OpenInferenceMethods.MODEL_INFER;
      builder.addMethod(
          unary.toBuilder(MessageReading.bytes(), unary.getResponseMarshaller()).build(),
          new UnaryCall<>("infer", calls, OpenInferenceService.this::infer));
      var stream = OpenInferenceMethods.MODEL_STREAM_INFER;
      builder.addMethod(
          stream.toBuilder(MessageReading.bytes(), stream.getResponseMarshaller()).build(),
          new StreamCall<>(
              "stream_infer",
              calls,
              OpenInferenceService.this::streamed,
              OpenInferenceService::refused));
    }

    ServerServiceDefinition definition() {
      return builder.build();
    }
  }
}
