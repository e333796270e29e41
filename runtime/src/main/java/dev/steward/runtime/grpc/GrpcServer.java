package dev.steward.runtime.grpc;

import dev.steward.runtime.http.BodyBudget;
import dev.steward.runtime.http.OpenInference;
import dev.steward.runtime.http.Traffic;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.web.GatewaysAlone;
import dev.steward.runtime.web.HttpLimits;
import dev.steward.runtime.web.PortException;
import dev.steward.tracing.Tracing;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The port for inference over gRPC. What comes is taken on the event loops, which never wait; what
 * was asked is answered on virtual threads.
 */
public final class GrpcServer implements AutoCloseable {

  private static final int EVENT_LOOPS = 2;
  private static final int CALLS_OF_CONNECTION = 1024;
  private static final int WINDOW = 1 << 20;
  private static final int TICK_MILLIS = 50;
  private static final ThreadFactory THREADS = Thread.ofVirtual().name("stream").factory();

  /** A client that begins calls and breaks them off is cut where it is no client any more. */
  private static final int RESETS = 500;

  /** A gateway's calls are those of all its clients, who may leave in numbers. */
  private static final int RESETS_OF_GATEWAY = 50_000;

  private static final int RESETS_SECONDS = 10;

  /** As gateways do: nobody is trusted for longer by what was shown in one handshake. */
  private static final long CONNECTION_HOURS = 1;

  private static final long CONNECTION_GRACE_MINUTES = 2;
  private static final long UNUSED_MINUTES = 5;
  private static final long PING_SECONDS = 60;
  private static final long PINGED_SECONDS = 20;
  private static final long PINGS_TAKEN_SECONDS = 10;

  private final Server server;
  private final EventLoopGroup loops;
  private final Timer timer;
  private final Optional<GatewaysAlone> admitted;

  private GrpcServer(
      Server server, EventLoopGroup loops, Timer timer, Optional<GatewaysAlone> admitted) {
    this.server = server;
    this.loops = loops;
    this.timer = timer;
    this.admitted = admitted;
  }

  /**
   * Starts listening on {@code port} of {@code host}; 0 means a free port.
   *
   * @param tls folder with the credentials by which it admits gateways alone; empty: it admits
   *     everybody, without TLS
   * @param bodies what all requests together may hold
   * @param outOfMemory is told when the process has run out of memory
   * @throws PortException when it can't listen
   * @throws dev.steward.trust.CredentialsException when there should be credentials and are none
   */
  public static GrpcServer start(
      String host,
      int port,
      Optional<Path> tls,
      HttpLimits limits,
      OpenInference inference,
      Traffic traffic,
      RuntimeMetrics metrics,
      Tracing tracing,
      BodyBudget bodies,
      Consumer<OutOfMemoryError> outOfMemory) {
    var admitted = tls.map(GatewaysAlone::by);
    var loops =
        new MultiThreadIoEventLoopGroup(
            EVENT_LOOPS,
            Thread.ofPlatform().name("grpc-", 0).daemon().factory(),
            NioIoHandler.newFactory());
    // Its clock ticks whatever it is told. Others wake a thread for each limit that is set.
    var timer =
        new HashedWheelTimer(
            Thread.ofPlatform().name("grpc-timer").daemon().factory(),
            TICK_MILLIS,
            TimeUnit.MILLISECONDS);
    var calls = new Calls(limits, traffic, metrics, tracing, InstantSource.system(), outOfMemory);
    var builder =
        bounded(NettyServerBuilder.forAddress(new InetSocketAddress(host, port)), limits)
            .addService(new OpenInferenceService(inference, calls).definition())
            .addStreamTracerFactory(CallBound.factory(bodies, limits.connections(), timer))
            .directExecutor()
            .callExecutor(GrpcServer::waiting)
            .channelFactory(() -> new BoundedChannel(limits.connections()))
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .maxRstFramesPerWindow(tls.isPresent() ? RESETS_OF_GATEWAY : RESETS, RESETS_SECONDS);
    admitted.ifPresent(gateways -> builder.sslContext(gateways.speaking("h2")));
    var opened = new GrpcServer(builder.build(), loops, timer, admitted);
    try {
      opened.server.start();
      return opened;
    } catch (IOException e) {
      opened.close();
      throw new PortException(port, e);
    }
  }

  /** Streams wait for their answers and clients in the midst of what comes; other calls don't. */
  private static <Q, A> @Nullable Executor waiting(ServerCall<Q, A> call, Metadata headers) {
    return call.getMethodDescriptor().getType() == MethodType.UNARY
        ? null
        : task -> THREADS.newThread(task).start();
  }

  private static NettyServerBuilder bounded(NettyServerBuilder builder, HttpLimits limits) {
    return builder
        .maxInboundMessageSize(Math.toIntExact(limits.bodyBytes()))
        .maxInboundMetadataSize(limits.headerBytes())
        .maxConcurrentCallsPerConnection(CALLS_OF_CONNECTION)
        .flowControlWindow(WINDOW)
        .handshakeTimeout(limits.idle().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionAge(CONNECTION_HOURS, TimeUnit.HOURS)
        .maxConnectionAgeGrace(CONNECTION_GRACE_MINUTES, TimeUnit.MINUTES)
        .maxConnectionIdle(UNUSED_MINUTES, TimeUnit.MINUTES)
        .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(PINGED_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveTime(PINGS_TAKEN_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Takes no new connections and calls, and tells its clients so; calls under way go on. */
  public void leave() {
    server.shutdown();
  }

  /** Stops at once. */
  @Override
  public void close() {
    server.shutdownNow();
    timer.stop();
    var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    admitted.ifPresent(GatewaysAlone::close);
  }
}
