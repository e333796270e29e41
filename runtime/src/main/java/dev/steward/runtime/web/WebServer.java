package dev.steward.runtime.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** One listening port with its routes; requests run on virtual threads. */
public final class WebServer implements AutoCloseable {

  /** Connections that come at the same moment; with Java's own 50, hundreds at once are reset. */
  private static final int ACCEPT_QUEUE = 1024;

  /** So many cores compute for the clients of one event loop, which does nothing else. */
  private static final int CORES_PER_LOOP = 4;

  private static final int LEAST_LOOPS = 2;
  private static final int MOST_LOOPS = 4;

  /** Bytes of an answer that wait for the client, below which and up to which more is written. */
  private static final WriteBufferWaterMark UNSENT =
      new WriteBufferWaterMark(Answer.PIECE, 2 * Answer.PIECE);

  private static final long CLOSING_SECONDS = 1;

  private final Channel listening;
  private final EventLoopGroup loops;
  private final Optional<GatewaysAlone> tls;

  private WebServer(Channel listening, EventLoopGroup loops, Optional<GatewaysAlone> tls) {
    this.listening = listening;
    this.loops = loops;
    this.tls = tls;
  }

  /**
   * Starts listening on {@code port} of {@code host}; 0 means a free port.
   *
   * @param tls whom it admits; empty: everybody, in plain HTTP. Closed with the server
   * @param errors how a refusal looks
   * @throws PortException when it can't
   */
  public static WebServer start(
      String host,
      int port,
      Optional<GatewaysAlone> tls,
      HttpLimits limits,
      Router<WebRoute> routes,
      ErrorForm errors) {
    var loops =
        new MultiThreadIoEventLoopGroup(
            loops(),
            Thread.ofPlatform().name("http-", 0).daemon().factory(),
            NioIoHandler.newFactory());
    var site = new Site(routes, errors);
    var secured = tls.map(GatewaysAlone::speaking);
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, ACCEPT_QUEUE)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
            .handler(new Acceptance(limits.connections()))
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    furnish(channel, secured, limits, site);
                  }
                })
            .bind(new InetSocketAddress(host, port))
            .awaitUninterruptibly();
    var server = new WebServer(bound.channel(), loops, tls);
    if (!bound.isSuccess()) {
      server.close();
      throw new PortException(port, bound.cause());
    }
    return server;
  }

  private static int loops() {
    int cores = Runtime.getRuntime().availableProcessors();
    return Math.clamp(cores / CORES_PER_LOOP, LEAST_LOOPS, MOST_LOOPS);
  }

  private static void furnish(
      Channel channel, Optional<SslContext> tls, HttpLimits limits, Site site) {
    var pipeline = channel.pipeline();
    tls.ifPresent(context -> {
      Executor handshakes = task -> Thread.ofVirtual().name("handshake").start(task);
      var handler = context.newHandler(channel.alloc(), handshakes);
      handler.setHandshakeTimeoutMillis(limits.idle().toMillis());
      pipeline.addLast(handler);
    });
    var decoder = new RequestDecoder(limits.headerBytes());
    var encoder = new AnswerEncoder();
    pipeline.addLast(
        decoder, encoder, new Connection(site, limits, decoder, encoder, InstantSource.system()));
  }

  /** The port it listens on. */
  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** Stops at once. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    loops
        .shutdownGracefully(0, CLOSING_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSING_SECONDS, TimeUnit.SECONDS);
    tls.ifPresent(GatewaysAlone::close);
  }
}
