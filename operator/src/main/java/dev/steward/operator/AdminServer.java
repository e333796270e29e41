package dev.steward.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code /healthz}, {@code /readyz} and {@code /metrics}, on the JDK's own server: three answers to
 * probes need no more.
 */
final class AdminServer implements AutoCloseable {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;

  private AdminServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts listening.
   *
   * @param port 0 means a free one
   * @param unready why the operator isn't ready; empty if it is
   */
  static AdminServer start(
      int port, Supplier<Optional<String>> unready, PrometheusMeterRegistry metrics)
      throws IOException {
    var server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> answer(exchange, 404, TEXT, "nothing here"));
    server.createContext("/healthz", exchange -> answer(exchange, 200, TEXT, "ok"));
    server.createContext(
        "/readyz",
        exchange -> {
          var why = unready.get();
          answer(exchange, why.isPresent() ? 503 : 200, TEXT, why.orElse("ok"));
        });
    server.createContext("/metrics", exchange -> answer(exchange, 200, METRICS, metrics.scrape()));
    server.start();
    return new AdminServer(server);
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    try (exchange) {
      var body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** The port it got. */
  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
