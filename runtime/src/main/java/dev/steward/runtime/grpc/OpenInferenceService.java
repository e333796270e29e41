package dev.steward.runtime.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
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
import dev.steward.protocol.inference.ModelMetadataResponse;
import dev.steward.protocol.inference.ModelReadyRequest;
import dev.steward.protocol.inference.ModelReadyResponse;
import dev.steward.protocol.inference.ModelStatisticsRequest;
import dev.steward.protocol.inference.ModelStreamInferResponse;
import dev.steward.protocol.inference.RepositoryIndexRequest;
import dev.steward.protocol.inference.RepositoryIndexResponse;
import dev.steward.protocol.inference.RepositoryModelLoadRequest;
import dev.steward.protocol.inference.RepositoryModelLoadResponse;
import dev.steward.protocol.inference.RepositoryModelUnloadRequest;
import dev.steward.protocol.inference.RepositoryModelUnloadResponse;
import dev.steward.protocol.inference.ServerLiveRequest;
import dev.steward.protocol.inference.ServerLiveResponse;
import dev.steward.protocol.inference.ServerMetadataRequest;
import dev.steward.protocol.inference.ServerReadyRequest;
import dev.steward.protocol.inference.ServerReadyResponse;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.ModelStats;
import dev.steward.protocol.oip.RepositoryJson;
import dev.steward.runtime.http.Models;
import dev.steward.runtime.http.OpenInference;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.ClientGoneException;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The Open Inference Protocol over gRPC, with Triton's extension for repositories of models. */
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
                ServerReadyResponse.newBuilder()
                    .setReady(inference.models().unready().isEmpty())
                    .build()));
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
        this::metadata);
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
        (request, asked) -> index(request));
    methods.unary(
        OpenInferenceMethods.REPOSITORY_MODEL_LOAD,
        RepositoryModelLoadRequest.getDefaultInstance(),
        "repository_model_load",
        this::load);
    methods.unary(
        OpenInferenceMethods.REPOSITORY_MODEL_UNLOAD,
        RepositoryModelUnloadRequest.getDefaultInstance(),
        "repository_model_unload",
        (request, asked) -> unload(request));
    return methods.definition();
  }

  private static Optional<String> version(String sent) {
    return Optional.of(sent).filter(it -> !it.equals(ANY));
  }

  private Outcome<ModelMetadataResponse> metadata(ModelMetadataRequest request, Asked asked)
      throws InterruptedException, ClientGoneException {
    var found = inference.models().use(request.getName(), version(request.getVersion()), asked);
    return switch (found) {
      case Outcome.Refused<Models.Use>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Models.Use>(var use) -> {
        try (use) {
          yield Outcome.done(Messages.of(OpenInference.metadata(use)));
        }
      }
    };
  }

  private Outcome<List<ModelStats>> statistics(ModelStatisticsRequest request) {
    return request.getName().equals(ANY)
        ? inference.models().statistics()
        : inference.models().statistics(request.getName(), version(request.getVersion()));
  }

  /** A model that is here and can't answer isn't ready; one that isn't here is an error. */
  private Outcome<ModelReadyResponse> modelReady(ModelReadyRequest request) {
    var refused = inference.models().unready(request.getName(), version(request.getVersion()));
    return refused
        .filter(refusal -> refusal.code() == ErrorCode.NOT_FOUND)
        .<Outcome<ModelReadyResponse>>map(Outcome::refused)
        .orElseGet(() ->
            Outcome.done(ModelReadyResponse.newBuilder().setReady(refused.isEmpty()).build()));
  }

  private Outcome<RepositoryIndexResponse> index(RepositoryIndexRequest request) {
    var wanted = RepositoryJson.Wanted.of(request.getReady());
    return inference
        .models()
        .index()
        .map(entries -> {
          var index = RepositoryIndexResponse.newBuilder();
          entries.stream()
              .filter(wanted::takes)
              .forEach(entry ->
                  index
                      .addModelsBuilder()
                      .setName(entry.name())
                      .setVersion(entry.version())
                      .setState(entry.state())
                      .setReason(entry.unavailable().orElse("")));
          return index.build();
        });
  }

  private Outcome<RepositoryModelLoadResponse> load(RepositoryModelLoadRequest request, Asked asked)
      throws InterruptedException, ClientGoneException {
    var refused = refused(request.getParametersMap().keySet(), RepositoryJson::loadParameter);
    return done(
        refused.isPresent() ? refused : inference.models().load(request.getModelName(), asked),
        RepositoryModelLoadResponse.getDefaultInstance());
  }

  private Outcome<RepositoryModelUnloadResponse> unload(RepositoryModelUnloadRequest request) {
    return done(
        refused(request.getParametersMap().keySet(), RepositoryJson::unloadParameter)
            .or(() -> inference.models().unload(request.getModelName())),
        RepositoryModelUnloadResponse.getDefaultInstance());
  }

  private static Optional<Refusal> refused(
      Set<String> parameters, Function<String, Optional<Refusal>> judging) {
    return parameters.stream().flatMap(name -> judging.apply(name).stream()).findFirst();
  }

  private static <A> Outcome<A> done(Optional<Refusal> refused, A answer) {
    return refused.<Outcome<A>>map(Outcome::refused).orElseGet(() -> Outcome.done(answer));
  }

  private Outcome<ModelInferResponse> infer(ByteString message, Asked asked)
      throws InterruptedException, IOException {
    return switch (InferRequestMessage.address(message)) {
      case Outcome.Refused<Address>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Address>(var address) ->
          switch (inference.models().use(address.model(), address.version(), asked)) {
            case Outcome.Refused<Models.Use>(var refusal) -> Outcome.refused(refusal);
            case Outcome.Done<Models.Use>(var use) -> {
              try (use) {
                yield infer(use, message, asked);
              }
            }
          };
    };
  }

  private Outcome<ModelInferResponse> infer(Models.Use use, ByteString message, Asked asked)
      throws InterruptedException, IOException {
    return switch (InferRequestMessage.read(message, use.model().tensorLimits())) {
      case Outcome.Refused<InferRequest>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferRequest>(var request) ->
          inference.infer(use, request, asked).then(Messages::of);
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
