package dev.steward.tasks.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers each request as a test says, and remembers what was asked. */
public final class StandInService implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Answering answering = Answering.OK;

  /** What is answered. */
  @FunctionalInterface
  public interface Answering {
    /** Echoes the request's length as an embedding of one number. */
    Answering OK =
        (exchange, body, number) ->
            StandInService.answer(
                exchange, 200, "{\"data\":[{\"embedding\":[%d]}]}".formatted(body.length()));

    /**
     * Answers.
     *
     * @param number of the request, from 1
     */
    void answer(HttpExchange exchange, String body, int number) throws IOException;
  }

  public StandInService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            bodies.add(body);
            answering.answer(exchange, body, requests.incrementAndGet());
          }
        });
    server.start();
  }

  /** Answers with a body. */
  public static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** From now on. */
  public void answers(Answering how) {
    answering = how;
  }

  /** Its address. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The bodies of all requests so far. */
  public List<String> bodies() {
    return bodies;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
