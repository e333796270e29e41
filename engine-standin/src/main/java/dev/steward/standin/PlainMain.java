package dev.steward.standin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * An engine that knows nothing of Steward: plain HTTP at a port of 127.0.0.1, {@code /health}, and
 * embeddings that say who answered. It needs a moment for each request, and when it is told to end
 * it ends at once, whatever it was doing: whoever ends it must have seen to that.
 */
final class PlainMain {

  private static final long WORK_MILLIS = 150;

  private PlainMain() {}

  /** Serves until it is told to end. */
  static void serve(List<String> arguments) throws IOException {
    var port = Integer.parseInt(arguments.getFirst());
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/health", exchange -> answer(exchange, "{}"));
    server.createContext(
        "/v1/embeddings",
        exchange -> {
          work();
          answer(exchange, "{\"engine\": \"%s\"}".formatted(arguments.getLast()));
        });
    server.createContext("/stream", PlainMain::stream);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0)));
    server.start();
  }

  private static void work() {
    try {
      Thread.sleep(WORK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    try (exchange) {
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      var _ = exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Events, one after the other. */
  private static void stream(HttpExchange exchange) throws IOException {
    try (exchange) {
      var _ = exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("content-type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      for (var event = 0; event < 5; event++) {
        work();
        var text = "data: %d\n\n".formatted(event);
        exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
      }
    }
  }
}
