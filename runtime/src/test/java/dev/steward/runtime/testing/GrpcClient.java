package dev.steward.runtime.testing;

import com.google.protobuf.ByteString;
import dev.steward.protocol.grpc.GrpcStatus;
import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.inference.InferTensorContents;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.inference.ModelInferResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A client of a server's port for gRPC. */
public final class GrpcClient implements AutoCloseable {

  private final ManagedChannel channel;

  public GrpcClient(ManagedChannel channel) {
    this.channel = channel;
  }

  /** Of a server that speaks without TLS. */
  public static GrpcClient of(TestServer server) {
    return new GrpcClient(
        NettyChannelBuilder.forAddress("127.0.0.1", server.server().grpcPort().orElseThrow())
            .usePlaintext()
            .maxInboundMessageSize(256 << 20)
            .build());
  }

  /**
   * How a call ended.
   *
   * @param error the code in the trailer
   */
  public record Ended(Status.Code status, Optional<String> error, String message) {}

  /** Its channel. */
  public ManagedChannel channel() {
    return channel;
  }

  /** Calls, and waits for the answer. */
  public <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
    return call(method, request, CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS));
  }

  /** The same with other options. */
  public <Q, A> A call(MethodDescriptor<Q, A> method, Q request, CallOptions options) {
    return ClientCalls.blockingUnaryCall(channel, method, options, request);
  }

  /** Calls, and waits for the refusal. */
  public <Q, A> Ended refused(MethodDescriptor<Q, A> method, Q request) {
    try {
      throw new AssertionError("answered: " + call(method, request));
    } catch (StatusRuntimeException e) {
      return ended(e);
    }
  }

  /** How a call ended. */
  public static Ended ended(StatusRuntimeException e) {
    var trailers = Optional.ofNullable(e.getTrailers());
    return new Ended(
        e.getStatus().getCode(),
        trailers.flatMap(it -> Optional.ofNullable(it.get(GrpcStatus.ERROR))),
        String.valueOf(e.getStatus().getDescription()));
  }

  /** Has something computed. */
  public ModelInferResponse infer(ModelInferRequest request) {
    return call(OpenInferenceMethods.MODEL_INFER, request);
  }

  /** Rows of two floats for the input {@code x} of the model {@code m}, raw. */
  public static ModelInferRequest rows(float... values) {
    return request("FP32", values.length / 2, 2).addRawInputContents(raw(values)).build();
  }

  /** The same in the field of the datatype. */
  public static ModelInferRequest typedRows(float... values) {
    var contents = InferTensorContents.newBuilder();
    for (float value : values) {
      contents.addFp32Contents(value);
    }
    var request = request("FP32", values.length / 2, 2);
    request.getInputsBuilder(0).setContents(contents);
    return request.build();
  }

  /** A request for the model {@code m} with an input {@code x} without values. */
  public static ModelInferRequest.Builder request(String datatype, long... shape) {
    var request = ModelInferRequest.newBuilder().setModelName("m");
    request
        .addInputsBuilder()
        .setName("x")
        .setDatatype(datatype)
        .addAllShape(Arrays.stream(shape).boxed().toList());
    return request;
  }

  /** Floats as they lie raw. */
  public static ByteString raw(float... values) {
    var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return ByteString.copyFrom(bytes);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
