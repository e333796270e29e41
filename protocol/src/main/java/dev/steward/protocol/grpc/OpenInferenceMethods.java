package dev.steward.protocol.grpc;

import com.google.protobuf.Message;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.inference.ModelInferResponse;
import dev.steward.protocol.inference.ModelMetadataRequest;
import dev.steward.protocol.inference.ModelMetadataResponse;
import dev.steward.protocol.inference.ModelReadyRequest;
import dev.steward.protocol.inference.ModelReadyResponse;
import dev.steward.protocol.inference.ModelStatisticsRequest;
import dev.steward.protocol.inference.ModelStatisticsResponse;
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
import dev.steward.protocol.inference.ServerMetadataResponse;
import dev.steward.protocol.inference.ServerReadyRequest;
import dev.steward.protocol.inference.ServerReadyResponse;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import java.util.List;

/**
 * The methods of {@code inference.GRPCInferenceService}, as {@code open_inference.proto} has them;
 * a test compares the two. By hand, because no server of ours reads requests as generated code
 * would, and the generator is a native program for each platform.
 */
public final class OpenInferenceMethods {

  /** The service's full name. */
  public static final String SERVICE = "inference.GRPCInferenceService";

  public static final MethodDescriptor<ServerLiveRequest, ServerLiveResponse> SERVER_LIVE =
      unary(
          "ServerLive",
          ServerLiveRequest.getDefaultInstance(),
          ServerLiveResponse.getDefaultInstance());

  public static final MethodDescriptor<ServerReadyRequest, ServerReadyResponse> SERVER_READY =
      unary(
          "ServerReady",
          ServerReadyRequest.getDefaultInstance(),
          ServerReadyResponse.getDefaultInstance());

  public static final MethodDescriptor<ModelReadyRequest, ModelReadyResponse> MODEL_READY =
      unary(
          "ModelReady",
          ModelReadyRequest.getDefaultInstance(),
          ModelReadyResponse.getDefaultInstance());

  public static final MethodDescriptor<ServerMetadataRequest, ServerMetadataResponse>
      SERVER_METADATA =
          unary(
              "ServerMetadata",
              ServerMetadataRequest.getDefaultInstance(),
              ServerMetadataResponse.getDefaultInstance());

  public static final MethodDescriptor<ModelMetadataRequest, ModelMetadataResponse> MODEL_METADATA =
      unary(
          "ModelMetadata",
          ModelMetadataRequest.getDefaultInstance(),
          ModelMetadataResponse.getDefaultInstance());

  public static final MethodDescriptor<ModelInferRequest, ModelInferResponse> MODEL_INFER =
      unary(
          "ModelInfer",
          ModelInferRequest.getDefaultInstance(),
          ModelInferResponse.getDefaultInstance());

  public static final MethodDescriptor<ModelInferRequest, ModelStreamInferResponse>
      MODEL_STREAM_INFER =
          method(
              MethodType.BIDI_STREAMING,
              "ModelStreamInfer",
              ModelInferRequest.getDefaultInstance(),
              ModelStreamInferResponse.getDefaultInstance());

  public static final MethodDescriptor<ModelStatisticsRequest, ModelStatisticsResponse>
      MODEL_STATISTICS =
          unary(
              "ModelStatistics",
              ModelStatisticsRequest.getDefaultInstance(),
              ModelStatisticsResponse.getDefaultInstance());

  public static final MethodDescriptor<RepositoryIndexRequest, RepositoryIndexResponse>
      REPOSITORY_INDEX =
          unary(
              "RepositoryIndex",
              RepositoryIndexRequest.getDefaultInstance(),
              RepositoryIndexResponse.getDefaultInstance());

  public static final MethodDescriptor<RepositoryModelLoadRequest, RepositoryModelLoadResponse>
      REPOSITORY_MODEL_LOAD =
          unary(
              "RepositoryModelLoad",
              RepositoryModelLoadRequest.getDefaultInstance(),
              RepositoryModelLoadResponse.getDefaultInstance());

  public static final MethodDescriptor<RepositoryModelUnloadRequest, RepositoryModelUnloadResponse>
      REPOSITORY_MODEL_UNLOAD =
          unary(
              "RepositoryModelUnload",
              RepositoryModelUnloadRequest.getDefaultInstance(),
              RepositoryModelUnloadResponse.getDefaultInstance());

  /** All of them. */
  public static final List<MethodDescriptor<?, ?>> ALL =
      List.of(
          SERVER_LIVE,
          SERVER_READY,
          MODEL_READY,
          SERVER_METADATA,
          MODEL_METADATA,
          MODEL_INFER,
          MODEL_STREAM_INFER,
          MODEL_STATISTICS,
          REPOSITORY_INDEX,
          REPOSITORY_MODEL_LOAD,
          REPOSITORY_MODEL_UNLOAD);

  private OpenInferenceMethods() {}

  private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> unary(
      String name, Q request, A answer) {
    return method(MethodType.UNARY, name, request, answer);
  }

  private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
      MethodType type, String name, Q request, A answer) {
    return MethodDescriptor.<Q, A>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(answer))
        .build();
  }
}
