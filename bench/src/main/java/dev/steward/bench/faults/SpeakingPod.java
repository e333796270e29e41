package dev.steward.bench.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A pod that answers some requests at once and others in a stream of events, for a while. It stands
 * in for a model: what is looked at is the gateway before it.
 */
final class SpeakingPod implements AutoCloseable {
  /** Asks for a stream. */
  static final String STREAM = "text/event-stream";

  private static final int EVENTS = 20;
  private static final int MOST_PAUSE_MILLIS = 20;

  private final HttpServer server;

  private SpeakingPod(HttpServer server) {
    this.server = server;
  }

  static SpeakingPod start() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", SpeakingPod::answer);
    server.start();
    return new SpeakingPod(server);
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      if (STREAM.equals(exchange.getRequestHeaders().getFirst("Accept"))) {
        stream(exchange);
      } else {
        pause();
        var answer = "{\"outputs\": []}".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
      }
    }
  }

  private static void stream(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", STREAM);
    exchange.sendResponseHeaders(200, 0);
    for (var event = 0; event < EVENTS; event++) {
      exchange
          .getResponseBody()
          .write("data: {\"event\": %d}\n\n".formatted(event).getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(MOST_PAUSE_MILLIS));
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
