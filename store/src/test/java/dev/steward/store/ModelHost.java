package dev.steward.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** An HTTPS server whose paths misbehave as a test says; its certificate is its own. */
final class ModelHost implements AutoCloseable {

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SSLContext tls;
  private final Map<String, Answering> paths = new ConcurrentHashMap<>();
  private final List<String> ranges = new CopyOnWriteArrayList<>();

  /** Answers the {@code attempt}th request of a path, counted from 1. */
  @FunctionalInterface
  interface Answering {
    void answer(HttpExchange exchange, int attempt) throws IOException;
  }

  ModelHost(Path folder) throws Exception {
    this(OwnCertificate.make(folder));
  }

  ModelHost(OwnCertificate certificate) throws Exception {
    tls = certificate.context();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(threads);
    var attempts = new ConcurrentHashMap<String, Integer>();
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var path = exchange.getRequestURI().getPath();
            ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("range")));
            int attempt = attempts.merge(path, 1, Integer::sum);
            var answering = paths.get(path);
            if (answering == null) {
              exchange.sendResponseHeaders(404, -1);
            } else {
              answering.answer(exchange, attempt);
            }
          }
        });
    server.start();
  }

  /** Trusts this server alone. */
  SSLContext trust() {
    return tls;
  }

  URI at(String path, Answering answering) {
    paths.put(path, answering);
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** Answers every path below another one. */
  URI below(String path, Answering answering) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            answering.answer(exchange, 1);
          }
        });
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** Host and port. */
  String authority() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** The Range header of each request, or {@code null} as text. */
  List<String> ranges() {
    return ranges;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
