package dev.steward.bench.load;

import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.inference.ModelInferRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Clients of the Open Inference Protocol over gRPC, each with a connection of its own.
 *
 * @param request what each of them asks
 */
public record GrpcClients(int port, ModelInferRequest request) implements ClosedLoop.Clients {

  private static final int SECONDS_TO_ANSWER = 60;

  @Override
  public ClosedLoop.Client another() {
    return new GrpcClient(
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build(), request);
  }

  private record GrpcClient(ManagedChannel channel, ModelInferRequest request)
      implements ClosedLoop.Client {

    @Override
    public void ask() throws IOException {
      var options = CallOptions.DEFAULT.withDeadlineAfter(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
      try {
        var _ =
            ClientCalls.blockingUnaryCall(
                channel, OpenInferenceMethods.MODEL_INFER, options, request);
      } catch (StatusRuntimeException e) {
        throw new IOException("answered with " + e.getStatus(), e);
      }
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }
}
