package dev.steward.gateway;

import io.grpc.Context;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.ServerCalls.BidiStreamingMethod;
import io.grpc.stub.ServerCalls.UnaryMethod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A pod that speaks gRPC, by the library that most servers have. Messages are bytes. */
final class GrpcPod implements AutoCloseable {
  private static final String SERVICE = "inference.GRPCInferenceService";

  static final MethodDescriptor<byte[], byte[]> INFER = method("ModelInfer", MethodType.UNARY);
  static final MethodDescriptor<byte[], byte[]> STREAM =
      method("ModelStreamInfer", MethodType.BIDI_STREAMING);

  private final Server server;
  private final BlockingQueue<Metadata> heads = new LinkedBlockingQueue<>();

  GrpcPod(UnaryMethod<byte[], byte[]> infer) throws IOException {
    this(infer, answer -> answer, InsecureServerCredentials.create());
  }

  GrpcPod(
      UnaryMethod<byte[], byte[]> infer,
      BidiStreamingMethod<byte[], byte[]> stream,
      ServerCredentials credentials)
      throws IOException {
    var service =
        ServerServiceDefinition.builder(SERVICE)
            .addMethod(INFER, ServerCalls.asyncUnaryCall(infer))
            .addMethod(STREAM, ServerCalls.asyncBidiStreamingCall(stream))
            .build();
    server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
            .addService(ServerInterceptors.intercept(service, new Heads()))
            .maxInboundMessageSize(100 << 20)
            .build()
            .start();
  }

  /** A pod that streams as told. */
  static GrpcPod streaming(BidiStreamingMethod<byte[], byte[]> stream) throws IOException {
    return new GrpcPod(
        (request, answer) -> answer.onCompleted(), stream, InsecureServerCredentials.create());
  }

  /** A pod that answers every message with the same. */
  static GrpcPod echoing() throws IOException {
    return echoing(InsecureServerCredentials.create());
  }

  /** The same with these credentials. */
  static GrpcPod echoing(ServerCredentials credentials) throws IOException {
    return new GrpcPod(
        (request, answer) -> {
          answer.onNext(request);
          answer.onCompleted();
        },
        answer -> answer,
        credentials);
  }

  /** Where it listens, on the loopback address. */
  int port() {
    return server.getPort();
  }

  /** Calls it got and that nobody has looked at. */
  int calls() {
    return heads.size();
  }

  /** The head of the next call; waits for it. */
  Metadata next() throws InterruptedException {
    var head = heads.poll(20, TimeUnit.SECONDS);
    if (head == null) {
      throw new AssertionError("no call came");
    }
    return head;
  }

  /** Takes no further calls, and tells so; those under way go on. */
  void leave() {
    server.shutdown();
  }

  /** Breaks off whatever it does. */
  void die() {
    server.shutdownNow();
  }

  @Override
  public void close() {
    die();
  }

  private final class Heads implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata head, ServerCallHandler<Q, A> next) {
      heads.add(head);
      return next.startCall(call, head);
    }
  }

  private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  private static final class Bytes implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Waits until the client of the current call has left. */
  static void awaitCancelled(Context context) throws Exception {
    TestPods.await(context::isCancelled);
  }
}
