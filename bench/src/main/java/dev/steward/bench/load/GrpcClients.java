package dev.steward.bench.load;

import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.inference.ModelInferResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Clients of the Open Inference Protocol over gRPC.
 *
 * @param request what each of them asks
 */
public record GrpcClients(int port, ModelInferRequest request) implements ClosedLoop {

  private static final int SECONDS_TO_ANSWER = 120;

  @Override
  public Result run(int clients, Duration duration) throws IOException, InterruptedException {
    var asking = new ArrayList<GrpcClient>();
    var thread = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      var answers = new Answers(duration);
      for (int client = 0; client < clients; client++) {
        asking.add(new GrpcClient(channel(thread), request, answers));
      }
      asking.forEach(client -> thread.execute(client::ask));
      for (var client : asking) {
        client.done.get();
      }
      return answers.result();
    } catch (ExecutionException e) {
      throw new IOException("a request failed", e.getCause());
    } finally {
      asking.forEach(client -> client.channel.shutdownNow());
      var _ = thread.shutdownGracefully();
    }
  }

  private ManagedChannel channel(EventLoopGroup thread) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port)
        .usePlaintext()
        .eventLoopGroup(thread)
        .channelType(NioSocketChannel.class)
        .directExecutor()
        .build();
  }

  /** One client; all it does happens on the thread of its channel. */
  private static final class GrpcClient implements StreamObserver<ModelInferResponse> {
    private final ManagedChannel channel;
    private final ModelInferRequest request;
    private final Answers answers;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private long asked;

    GrpcClient(ManagedChannel channel, ModelInferRequest request, Answers answers) {
      this.channel = channel;
      this.request = request;
      this.answers = answers;
    }

    void ask() {
      asked = System.nanoTime();
      var options = CallOptions.DEFAULT.withDeadlineAfter(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
      ClientCalls.asyncUnaryCall(
          channel.newCall(OpenInferenceMethods.MODEL_INFER, options), request, this);
    }

    @Override
    public void onNext(ModelInferResponse answer) {
      // Counted when the call has ended well.
    }

    @Override
    public void onCompleted() {
      if (answers.came(asked, System.nanoTime())) {
        ask();
      } else {
        done.complete(null);
      }
    }

    @Override
    public void onError(Throwable failure) {
      done.completeExceptionally(failure);
    }
  }
}
