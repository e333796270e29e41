package dev.steward.gateway;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A user of gRPC with one channel, as most programs have one. */
final class GrpcUser implements AutoCloseable {
  private final ManagedChannel channel;

  GrpcUser(int port) {
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .disableRetry()
            .maxInboundMessageSize(100 << 20)
            .build();
  }

  /** What came of a call. */
  record Outcome(Status status, String text, Metadata head, Metadata end) {
    String field(String name) {
      var key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
      var value = head.get(key);
      return String.valueOf(value == null ? end.get(key) : value);
    }
  }

  /** A field of a call's head. */
  static Metadata with(String name, String value) {
    var head = new Metadata();
    head.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return head;
  }

  Outcome infer(String text) throws Exception {
    return infer(text, new Metadata(), CallOptions.DEFAULT);
  }

  Outcome infer(String text, Metadata head, CallOptions options) throws Exception {
    return begin(text.getBytes(StandardCharsets.UTF_8), head, options).get(30, TimeUnit.SECONDS);
  }

  CompletableFuture<Outcome> begin(String text) {
    return begin(text.getBytes(StandardCharsets.UTF_8), new Metadata(), CallOptions.DEFAULT);
  }

  CompletableFuture<Outcome> begin(byte[] message, Metadata head, CallOptions options) {
    var outcome = new CompletableFuture<Outcome>();
    var call = channel.newCall(GrpcPod.INFER, options);
    call.start(
        new ClientCall.Listener<>() {
          private Metadata first = new Metadata();
          private String text = "";

          @Override
          public void onHeaders(Metadata headers) {
            first = headers;
          }

          @Override
          public void onMessage(byte[] answer) {
            text = new String(answer, StandardCharsets.UTF_8);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            outcome.complete(new Outcome(status, text, first, trailers));
          }
        },
        head);
    call.request(2);
    call.sendMessage(message);
    call.halfClose();
    return outcome;
  }

  /** Begins a stream. */
  Stream stream() {
    return new Stream(new Metadata(), CallOptions.DEFAULT);
  }

  Stream stream(CallOptions options) {
    return new Stream(new Metadata(), options);
  }

  /** A stream of messages both ways. */
  final class Stream {
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final ClientCall<byte[], byte[]> call;

    private Stream(Metadata head, CallOptions options) {
      call = channel.newCall(GrpcPod.STREAM, options);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onMessage(byte[] answer) {
              answers.add(new String(answer, StandardCharsets.UTF_8));
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              end.complete(status);
            }
          },
          head);
    }

    Stream takes(int messages) {
      call.request(messages);
      return this;
    }

    Stream send(String text) {
      call.sendMessage(text.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    String next() throws InterruptedException {
      var answer = answers.poll(20, TimeUnit.SECONDS);
      if (answer == null) {
        throw new AssertionError("no answer came; the stream's end: " + end);
      }
      return answer;
    }

    void finish() {
      call.halfClose();
    }

    void leave() {
      call.cancel("a test leaves", null);
    }

    Status end() throws Exception {
      return end.get(30, TimeUnit.SECONDS);
    }

    boolean isOver() {
      return end.isDone();
    }
  }

  /** Leaves in the middle of whatever it does. */
  void leave() {
    channel.shutdownNow();
  }

  @Override
  public void close() {
    leave();
  }
}
