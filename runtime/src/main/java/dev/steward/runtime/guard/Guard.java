package dev.steward.runtime.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.steward.trust.CredentialsFolder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guard that stands. Its admin port answers {@code /livez}, {@code /readyz} and {@code /metrics};
 * {@code /drain} with the key in the header {@value #KEY} answers once gateways have left, which
 * the kubelet waits for before it ends the engine.
 *
 * <p>Somebody else who drains a pod changes nothing for long: it is ready again when the drain is
 * over.
 */
public final class Guard implements AutoCloseable {

  /** The header of who may drain. */
  public static final String KEY = "steward-drain-key";

  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final GuardSettings settings;
  private final CredentialsFolder credentials;
  private final EngineReadiness engine;
  private final GuardedPort port;
  private final HttpServer admin;
  private final AtomicInteger drains = new AtomicInteger();

  private Guard(GuardSettings settings, CredentialsFolder credentials) throws IOException {
    this.settings = settings;
    this.credentials = credentials;
    port = GuardedPort.bind(settings.port(), credentials::current, settings.enginePort());
    try {
      admin = HttpServer.create(new InetSocketAddress(settings.adminPort()), 0);
    } catch (IOException e) {
      port.close();
      throw e;
    }
    engine = EngineReadiness.follow(settings.enginePort(), settings.readiness());
    admin.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    admin.createContext("/", exchange -> answer(exchange, 404, "nothing here\n"));
    admin.createContext("/livez", exchange -> answer(exchange, 200, "ok\n"));
    admin.createContext(
        "/readyz",
        exchange -> answer(exchange, ready() ? 200 : 503, ready() ? "ok\n" : "not ready\n"));
    admin.createContext("/metrics", exchange -> answer(exchange, 200, metrics()));
    admin.createContext("/drain", this::drain);
    admin.start();
  }

  /**
   * Opens both ports.
   *
   * @throws dev.steward.trust.CredentialsException if there are no credentials
   * @throws IOException if a port can't be bound
   */
  public static Guard start(GuardSettings settings) throws IOException {
    var credentials =
        CredentialsFolder.follow(settings.tls(), CredentialsFolder.PERIOD, changed -> {});
    try {
      return new Guard(settings, credentials);
    } catch (IOException e) {
      credentials.close();
      throw e;
    }
  }

  /** The port for gateways. */
  public int port() {
    return port.port();
  }

  /** The port for probes and metrics. */
  public int adminPort() {
    return admin.getAddress().getPort();
  }

  private boolean ready() {
    return drains.get() == 0 && engine.ready();
  }

  private void drain(HttpExchange exchange) throws IOException {
    var shown = exchange.getRequestHeaders().getFirst(KEY);
    if (shown == null
        || !MessageDigest.isEqual(shown.getBytes(UTF_8), settings.drainKey().getBytes(UTF_8))) {
      answer(exchange, 403, "the key is wrong\n");
      return;
    }
    try {
      drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    answer(exchange, 200, "drained\n");
  }

  /**
   * Leaves: not ready at once, and returns when gateways have closed their connections, or didn't
   * in time. They close what they don't use within seconds.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   */
  public void drain() throws InterruptedException {
    drains.incrementAndGet();
    try {
      LOG.info("draining");
      var began = System.nanoTime();
      while (took(began).compareTo(settings.drain().atLeast()) < 0
          || (port.connections() > 0 && took(began).compareTo(settings.drain().atMost()) < 0)) {
        Thread.sleep(LOOK);
      }
      LOG.info("drained after {}, {} connections are left", took(began), port.connections());
    } finally {
      drains.decrementAndGet();
    }
  }

  private static Duration took(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** In Prometheus' text format (0.0.4). */
  private String metrics() {
    var left = Duration.between(Instant.now(), credentials.current().end());
    return """
    # HELP steward_certificate_expiry_seconds Time until the certificate ends that is shown to gateways
    # TYPE steward_certificate_expiry_seconds gauge
    steward_certificate_expiry_seconds %d
    # HELP steward_guard_connections Connections of gateways that are open
    # TYPE steward_guard_connections gauge
    steward_guard_connections %d
    # HELP steward_guard_engine_ready Whether the engine's readiness path answers
    # TYPE steward_guard_engine_ready gauge
    steward_guard_engine_ready %d
    """
        .formatted(left.toSeconds(), port.connections(), engine.ready() ? 1 : 0);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      var body = text.getBytes(UTF_8);
      exchange.getResponseHeaders().set("content-type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Ends at once; {@link #drain} before it lets requests end. */
  @Override
  public void close() {
    port.close();
    engine.close();
    admin.stop(0);
    credentials.close();
  }
}
