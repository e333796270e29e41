package dev.steward.conformance;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server's gRPC side. */
final class Grpc implements AutoCloseable {

  private static final int SECONDS = 60;
  private static final int MOST = 64 << 20;

  private final ManagedChannel channel;

  /** By {@code HOST:PORT}. */
  Grpc(String address) {
    channel =
        NettyChannelBuilder.forTarget(address).usePlaintext().maxInboundMessageSize(MOST).build();
  }

  /**
   * How a call ended.
   *
   * @param answer where the status is OK
   */
  record Ended<A>(Status status, Optional<A> answer) {

    /** For messages. */
    String shown() {
      return status.getCode()
          + Optional.ofNullable(status.getDescription()).map(text -> ": " + text).orElse("")
          + answer.map(it -> ": " + String.valueOf(it).replaceAll("\\s+", " ")).orElse("");
    }
  }

  <Q, A> Ended<A> call(MethodDescriptor<Q, A> method, Q request) {
    try {
      var options = CallOptions.DEFAULT.withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
      return new Ended<>(
          Status.OK, Optional.of(ClientCalls.blockingUnaryCall(channel, method, options, request)));
    } catch (StatusRuntimeException e) {
      return new Ended<>(e.getStatus(), Optional.empty());
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
