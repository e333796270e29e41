package dev.steward.collector;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Takes spans by OTLP over HTTP (OpenTelemetry protocol 1.x, {@code /v1/traces}) on the loopback
 * address, as protobuf.
 */
public final class Collector implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  /** Batches leave after so many milliseconds. */
  private static final String SOON = "20";

  private final HttpServer server;
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final List<Told> seen = new ArrayList<>();
  private final CountDownLatch open;

  private Collector(CountDownLatch open) throws IOException {
    this.open = open;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  /** One that takes what comes. */
  public static Collector taking() throws IOException {
    return new Collector(new CountDownLatch(0));
  }

  /** One that answers nothing until {@link #answer}. */
  public static Collector silent() throws IOException {
    return new Collector(new CountDownLatch(1));
  }

  /** It answers from now on. */
  public void answer() {
    open.countDown();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody().readAllBytes());
      open.await();
      // Before the answer: who has it may ask for the spans.
      for (var of : request.getResourceSpansList()) {
        for (var scope : of.getScopeSpansList()) {
          scope.getSpansList().forEach(span -> told.add(new Told(of.getResource(), span)));
        }
      }
      exchange.getResponseHeaders().add("content-type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The variables of a process that tells it of everything, soon. */
  public Map<String, String> environment() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "OTEL_BSP_SCHEDULE_DELAY",
        SOON);
  }

  /** The same with other variables, each a name and a value. */
  public Map<String, String> environment(String... more) {
    var all = new HashMap<>(environment());
    for (int at = 0; at < more.length; at += 2) {
      all.put(more[at], more[at + 1]);
    }
    return all;
  }

  /** The first span of that kind that nobody has asked for; waits for it. */
  public Told next(Predicate<Told> kind) throws InterruptedException {
    for (int at = 0; at < seen.size(); at++) {
      if (kind.test(seen.get(at))) {
        return seen.remove(at);
      }
    }
    while (true) {
      var next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no such span came, but " + names());
      }
      if (kind.test(next)) {
        return next;
      }
      seen.add(next);
    }
  }

  private List<String> names() {
    return seen.stream().map(Told::name).toList();
  }

  /** The next span whatever it is. */
  public Told next() throws InterruptedException {
    return next(_ -> true);
  }

  /** The next span of that name. */
  public Told next(String name) throws InterruptedException {
    return next(span -> span.name().equals(name));
  }

  /** Spans that are here, and that nobody has asked for. */
  public List<Told> rest() {
    told.drainTo(seen);
    var rest = List.copyOf(seen);
    seen.clear();
    return rest;
  }

  @Override
  public void close() {
    answer();
    server.stop(0);
  }
}
