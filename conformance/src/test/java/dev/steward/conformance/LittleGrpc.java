package dev.steward.conformance;

import com.google.protobuf.ByteString;
import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.inference.ModelInferResponse;
import dev.steward.protocol.inference.ModelMetadataResponse;
import dev.steward.protocol.inference.ModelReadyResponse;
import dev.steward.protocol.inference.ServerLiveResponse;
import dev.steward.protocol.inference.ServerMetadataResponse;
import dev.steward.protocol.inference.ServerReadyResponse;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/** The little server's gRPC side, with a fault. */
final class LittleGrpc implements AutoCloseable {

  private final Server server;
  private volatile Fault fault = Fault.NONE;

  LittleGrpc() throws IOException {
    var service = ServerServiceDefinition.builder(OpenInferenceMethods.SERVICE);
    add(
        service,
        OpenInferenceMethods.SERVER_LIVE,
        it -> ServerLiveResponse.newBuilder().setLive(true).build());
    add(
        service,
        OpenInferenceMethods.SERVER_READY,
        it -> ServerReadyResponse.newBuilder().setReady(true).build());
    add(
        service,
        OpenInferenceMethods.MODEL_READY,
        it -> ModelReadyResponse.newBuilder().setReady(true).build());
    add(
        service,
        OpenInferenceMethods.SERVER_METADATA,
        it -> ServerMetadataResponse.newBuilder().setName("little").setVersion("1").build());
    add(service, OpenInferenceMethods.MODEL_METADATA, it -> metadata());
    add(service, OpenInferenceMethods.MODEL_INFER, this::infer);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(service.build())
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  void turn(Fault to) {
    fault = to;
  }

  private <Q, A> void add(
      ServerServiceDefinition.Builder service,
      MethodDescriptor<Q, A> method,
      Function<Q, A> answering) {
    service.addMethod(
        method,
        ServerCalls.asyncUnaryCall((request, answer) -> {
          try {
            if (fault == Fault.DEAD) {
              throw Status.INTERNAL.withDescription("dead").asRuntimeException();
            }
            answer.onNext(answering.apply(request));
            answer.onCompleted();
          } catch (LittleModel.Refused e) {
            if (fault == Fault.BLAMES_ITSELF) {
              answer.onError(Status.UNKNOWN.asRuntimeException());
            } else {
              answer.onError(
                  Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
            }
          } catch (RuntimeException e) {
            answer.onError(e);
          }
        }));
  }

  private static ModelMetadataResponse.TensorMetadata tensor(
      String name, String datatype, Long... shape) {
    return ModelMetadataResponse.TensorMetadata.newBuilder()
        .setName(name)
        .setDatatype(datatype)
        .addAllShape(List.of(shape))
        .build();
  }

  private static ModelMetadataResponse metadata() {
    return ModelMetadataResponse.newBuilder()
        .setName("m")
        .addInputs(tensor("x", "FP32", -1L, 2L))
        .addInputs(tensor("k", "INT64", 1L))
        .addOutputs(tensor("y", "FP32", -1L, 2L))
        .addOutputs(tensor("z", "INT64", 1L))
        .build();
  }

  private ModelInferResponse infer(ModelInferRequest request) {
    try {
      return answer(request);
    } catch (LittleModel.Refused e) {
      if (fault == Fault.TAKES_EVERYTHING) {
        return ModelInferResponse.getDefaultInstance();
      }
      throw e;
    }
  }

  private ModelInferResponse answer(ModelInferRequest request) {
    if (!request.getModelName().equals("m")
        || !List.of("", "1").contains(request.getModelVersion())) {
      throw new LittleModel.Refused("model");
    }
    if (request.getRawInputContentsCount() > 0
        && request.getRawInputContentsCount() != request.getInputsCount()) {
      throw new LittleModel.Refused("raw");
    }
    var inputs = new LinkedHashMap<String, LittleModel.Tensor>();
    for (int i = 0; i < request.getInputsCount(); i++) {
      var input = request.getInputs(i);
      var values =
          request.getRawInputContentsCount() > 0
              ? LittleModel.values(
                  input.getDatatype(), request.getRawInputContents(i).asReadOnlyByteBuffer())
              : typed(input);
      inputs.put(
          input.getName(),
          new LittleModel.Tensor(
              input.getDatatype(),
              input.getShapeList(),
              fault == Fault.ZEROES_BINARY ? values.stream().map(it -> 0.0).toList() : values));
    }
    var asked =
        fault == Fault.IGNORES_REQUESTED_OUTPUTS
            ? List.<String>of()
            : request.getOutputsList().stream().map(it -> it.getName()).toList();
    var answer = ModelInferResponse.newBuilder().setModelName("m");
    if (fault != Fault.FORGETS_ID) {
      answer.setId(request.getId());
    }
    LittleModel.infer(inputs, asked)
        .forEach((name, tensor) -> {
          answer
              .addOutputsBuilder()
              .setName(name)
              .setDatatype(tensor.datatype())
              .addAllShape(tensor.shape());
          answer.addRawOutputContents(ByteString.copyFrom(tensor.raw()));
        });
    return answer.build();
  }

  private static List<Double> typed(ModelInferRequest.InferInputTensor input) {
    return input.getDatatype().equals("FP32")
        ? input.getContents().getFp32ContentsList().stream().map(Float::doubleValue).toList()
        : input.getContents().getInt64ContentsList().stream().map(Long::doubleValue).toList();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
