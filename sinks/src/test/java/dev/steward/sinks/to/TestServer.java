package dev.steward.sinks.to;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** A plain server that keeps what it gets and answers what it is told, 200 otherwise. */
public final class TestServer implements AutoCloseable {

  private final HttpServer server;
  private final ConcurrentLinkedQueue<Got> got = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();

  /** What came. */
  @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
  public record Got(String path, Map<String, String> headers, byte[] body) {}

  /** What it says. */
  public record Answer(int status, Map<String, String> headers, String body) {
    public static Answer of(int status) {
      return new Answer(status, Map.of(), "");
    }
  }

  public TestServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var headers = new HashMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    got.add(
        new Got(
            exchange.getRequestURI().getPath(), headers, exchange.getRequestBody().readAllBytes()));
    var answer = Optional.ofNullable(answers.poll()).orElse(Answer.of(200));
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    var body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  public URI at(String path) {
    return URI.create(
        "http://%s:%d%s"
            .formatted(
                server.getAddress().getAddress().getHostAddress(),
                server.getAddress().getPort(),
                path));
  }

  public void answers(Answer answer) {
    answers.add(answer);
  }

  public Got next() {
    return Optional.ofNullable(got.poll()).orElseThrow();
  }

  public int count() {
    return got.size();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
