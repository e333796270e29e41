package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** One listening port with its routes; requests run on virtual threads. */
public final class WebServer implements AutoCloseable {

  /** Connections that come at the same moment; with Java's own 50, hundreds at once are reset. */
  private static final int ACCEPT_QUEUE = 1024;

  /** Platform threads that accept connections and find which of them have something to read. */
  private static final int JETTY_THREADS = 8;

  private final Javalin javalin;
  private final Optional<GatewaysAlone> tls;

  private WebServer(Javalin javalin, Optional<GatewaysAlone> tls) {
    this.javalin = javalin;
    this.tls = tls;
  }

  /**
   * Starts listening on {@code port} of {@code host}; 0 means a free port.
   *
   * @param tls whom it admits; empty: everybody, in plain HTTP
   * @throws PortException when it can't
   */
  static WebServer start(
      String host,
      int port,
      Optional<GatewaysAlone> tls,
      HttpLimits limits,
      Consumer<JavalinConfig> routes) {
    var javalin =
        Javalin.create(config -> {
          configure(config, (server, http) -> connector(server, http, host, port, tls, limits));
          routes.accept(config);
        });
    try {
      return new WebServer(javalin.start(), tls);
    } catch (JavalinBindException e) {
      javalin.stop();
      tls.ifPresent(GatewaysAlone::close);
      throw new PortException(port, e);
    }
  }

  private static void configure(
      JavalinConfig config, BiFunction<Server, HttpConfiguration, Connector> connector) {
    config.startup.showJavalinBanner = false;
    config.startup.startupWatcherEnabled = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.prefer405over404 = true;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.jetty.threadPool = threads();
    config.jetty.addConnector(connector);
    config.jetty.modifyServer(server -> {
      server.setErrorHandler(new PlainErrors());
      server.setStopTimeout(0);
    });
    config.routes.exception(HttpResponseException.class, WebServer::unrouted);
  }

  private static QueuedThreadPool threads() {
    // Jetty's own queue would start the JVM's management, all of it, to learn the size of a cache
    // line.
    var threads = new QueuedThreadPool(JETTY_THREADS, 2, new LinkedBlockingQueue<>());
    threads.setName("http");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    return threads;
  }

  private static ServerConnector connector(
      Server server,
      HttpConfiguration http,
      String host,
      int port,
      Optional<GatewaysAlone> tls,
      HttpLimits limits) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(limits.headerBytes());
    tls.ifPresent(admitted -> http.addCustomizer(new EndedClients(InstantSource.system())));
    var protocol = new HttpConnectionFactory(http);
    var factories =
        tls.map(admitted -> admitted.before(protocol))
            .orElseGet(() -> new ConnectionFactory[] {protocol});
    var connector = new ServerConnector(server, 1, 1, factories);
    connector.setHost(host);
    connector.setPort(port);
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    connector.setIdleTimeout(limits.idle().toMillis());
    connector.addBean(new NetworkConnectionLimit(limits.connections(), connector));
    return connector;
  }

  /** No route took the request. */
  private static void unrouted(HttpResponseException e, Context context) {
    var path = context.path();
    var refusal =
        switch (e) {
          case NotFoundResponse missing ->
              Refusal.of(
                  ErrorCode.NOT_FOUND,
                  new Violation("path", "there is nothing at " + shortened(path), "see GET /v2"));
          case MethodNotAllowedResponse wrong ->
              Refusal.of(
                  ErrorCode.METHOD_NOT_ALLOWED,
                  new Violation(
                      "method",
                      context.req().getMethod() + " isn't for " + shortened(path),
                      "use another method"));
          default -> Refusal.of(ErrorCode.INVALID_REQUEST, "this request can't be answered");
        };
    try {
      Exchanges.refuse(context, refusal);
    } catch (IOException gone) {
      // Nobody is left to be told.
      context.req().setAttribute("gone", gone);
    }
  }

  private static String shortened(String path) {
    return path.length() <= 100 ? path : path.substring(0, 99) + "…";
  }

  /** The port it listens on. */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
    tls.ifPresent(GatewaysAlone::close);
  }
}
