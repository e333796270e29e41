package dev.steward.runtime.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.check.Checked;
import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServiceId;
import dev.steward.trust.Credentials;
import dev.steward.trust.Pem;
import dev.steward.trust.Tls;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guard before engines that do with a connection what a test says. */
@Timeout(60)
class GuardIT {

  private static final PeerName PODS = PeerName.podsOf(new ServiceId("team-a", "m", "uid"));
  private static final String ASK = "GET /v1/models HTTP/1.1\r\nHost: m\r\n\r\n";
  private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
  private static final Duration QUICKLY = Duration.ofMillis(100);

  private final CertificateAuthority authority =
      CertificateAuthority.create(Lifetimes.defaults(), Instant.now());
  private final Credentials gateway = issue(PeerName.GATEWAYS, Purpose.CLIENT);

  @TempDir Path tls;

  private Credentials issue(PeerName name, Purpose purpose) {
    return authority.issue(name, purpose, Instant.now());
  }

  @BeforeEach
  void mount() throws IOException {
    write(issue(PODS, Purpose.SERVER));
  }

  private void write(Credentials credentials) throws IOException {
    Files.writeString(tls.resolve("tls.key"), Pem.text(credentials.key()));
    Files.writeString(tls.resolve("tls.crt"), Pem.text(credentials.chain()));
    Files.writeString(tls.resolve("ca.crt"), Pem.text(credentials.trusted()));
  }

  /** What an engine does with a connection whose first head it has read. */
  @FunctionalInterface
  private interface Script {
    void run(Socket socket) throws Exception;
  }

  /** An engine in plain HTTP, or nearly. */
  private static final class Engine implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    Engine(Script script) throws IOException {
      Thread.startVirtualThread(() -> accept(script));
    }

    private void accept(Script script) {
      while (!server.isClosed()) {
        try {
          var socket = server.accept();
          Thread.startVirtualThread(() -> {
            try (socket) {
              var head = head(socket);
              if (head.startsWith("GET /health ")) {
                socket.getOutputStream().write(ANSWER.getBytes(US_ASCII));
              } else if (!head.isEmpty()) {
                script.run(socket);
              }
            } catch (Exception left) {
              // Tests look at it from the other side.
            }
          });
        } catch (IOException closed) {
          return;
        }
      }
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  /** Reads a head; empty at the connection's end. */
  private static String head(Socket socket) throws IOException {
    var read = new StringBuilder();
    while (!read.toString().endsWith("\r\n\r\n")) {
      var next = socket.getInputStream().read();
      if (next < 0) {
        return "";
      }
      read.append((char) next);
    }
    return read.toString();
  }

  private static void answers(Socket socket) throws IOException {
    do {
      socket.getOutputStream().write(ANSWER.getBytes(US_ASCII));
    } while (!head(socket).isEmpty());
  }

  private Guard guard(int enginePort) throws IOException {
    return Guard.start(
        new GuardSettings(
            0,
            0,
            enginePort,
            "/health",
            tls,
            "secret",
            new GuardSettings.Drain(QUICKLY, Duration.ofSeconds(30))));
  }

  private static SSLSocket connect(Guard guard, Credentials client) throws IOException {
    var plain = new Socket(InetAddress.getLoopbackAddress(), guard.port());
    var socket =
        (SSLSocket)
            Tls.client(client)
                .getSocketFactory()
                .createSocket(plain, PODS.dns(), guard.port(), true);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static String ask(Socket socket) throws IOException {
    socket.getOutputStream().write(ASK.getBytes(US_ASCII));
    var read = socket.getInputStream().readNBytes(ANSWER.length());
    if (read.length < ANSWER.length()) {
      throw new IOException("closed");
    }
    return new String(read, US_ASCII);
  }

  private static HttpResponse<String> admin(Guard guard, String path, String key) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + guard.adminPort() + path))
              .header(Guard.KEY, key)
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static void await(Callable<Boolean> holds) throws Exception {
    while (!holds.call()) {
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  void a_gateway_gets_through_and_its_connection_is_kept() throws Exception {
    try (var engine = new Engine(GuardIT::answers);
        var guard = guard(engine.port());
        var socket = connect(guard, gateway)) {
      assertThat(ask(socket)).isEqualTo(ANSWER);
      assertThat(ask(socket)).isEqualTo(ANSWER);
      await(() -> admin(guard, "/readyz", "").statusCode() == 200);
      assertThat(admin(guard, "/livez", "").statusCode()).isEqualTo(200);
      assertThat(admin(guard, "/metrics", "").body())
          .contains("steward_certificate_expiry_seconds 86")
          .contains("steward_guard_connections 1")
          .contains("steward_guard_engine_ready 1");
      assertThat(admin(guard, "/v1/models", "").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void nobody_else_gets_through() throws Exception {
    var stranger =
        CertificateAuthority.create(Lifetimes.defaults(), Instant.now())
            .issue(PeerName.GATEWAYS, Purpose.CLIENT, Instant.now());
    var asked = new AtomicLong();
    try (var engine = new Engine(socket -> asked.incrementAndGet());
        var guard = guard(engine.port())) {
      for (var client : new Credentials[] {issue(PODS, Purpose.SERVER), stranger}) {
        assertThatThrownBy(
                () -> {
                  try (var socket = connect(guard, client)) {
                    ask(socket);
                  }
                })
            .isInstanceOf(IOException.class);
      }
      try (var plain = new Socket(InetAddress.getLoopbackAddress(), guard.port())) {
        plain.setSoTimeout(30_000);
        plain.getOutputStream().write(ASK.getBytes(US_ASCII));
        assertThat(new String(plain.getInputStream().readAllBytes(), US_ASCII))
            .doesNotContain("HTTP");
      } catch (IOException reset) {
        assertThat(reset).hasMessageContaining("reset");
      }
      await(() -> admin(guard, "/readyz", "").statusCode() == 200);
      assertThat(admin(guard, "/metrics", "").body()).contains("steward_guard_connections 0");
      assertThat(asked).hasValue(0);
    }
  }

  @Test
  void a_stream_comes_line_by_line() throws Exception {
    BlockingQueue<String> toSend = new LinkedBlockingQueue<>();
    try (var engine =
            new Engine(socket -> {
              for (var line = toSend.take(); !line.isEmpty(); line = toSend.take()) {
                socket.getOutputStream().write((line + "\n").getBytes(US_ASCII));
              }
            });
        var guard = guard(engine.port());
        var socket = connect(guard, gateway)) {
      socket.getOutputStream().write(ASK.getBytes(US_ASCII));
      var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      for (var line : new String[] {"one", "two", "three"}) {
        toSend.add(line);
        assertThat(lines.readLine()).isEqualTo(line);
      }
      toSend.add("");
      // The engine's clean end is a clean end.
      assertThat(lines.readLine()).isNull();
    }
  }

  @Test
  void an_engine_writes_no_faster_than_the_gateway_reads() throws Exception {
    var written = new AtomicLong();
    try (var engine =
            new Engine(socket -> {
              var chunk = new byte[64 << 10];
              while (written.get() < 256L << 20) {
                socket.getOutputStream().write(chunk);
                var _ = written.addAndGet(chunk.length);
              }
            });
        var guard = guard(engine.port());
        var socket = connect(guard, gateway)) {
      socket.getOutputStream().write(ASK.getBytes(US_ASCII));
      assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
      var last = -1L;
      var same = 0;
      while (same < 25) {
        var now = written.get();
        same = now == last ? same + 1 : 0;
        last = now;
        LockSupport.parkNanos(20_000_000);
      }
      // What lies in buffers of the kernel's and the guard's.
      assertThat(written.get()).isLessThan(64L << 20);
      assertThat(socket.getInputStream().readNBytes(1 << 20)).hasSize(1 << 20);
    }
  }

  @Test
  void a_gateway_that_leaves_ends_the_engines_work() throws Exception {
    var left = new CompletableFuture<Boolean>();
    var works = new CompletableFuture<Boolean>();
    try (var engine =
            new Engine(socket -> {
              var _ = works.complete(true);
              var _ = left.complete(socket.getInputStream().read() < 0);
            });
        var guard = guard(engine.port())) {

      try (var socket = connect(guard, gateway)) {
        socket.getOutputStream().write(ASK.getBytes(US_ASCII));
        await(works::isDone);
      }
      assertThat(left.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void while_the_engine_is_away_no_gateway_sends_anything() throws Exception {
    int port;
    try (var engine = new Engine(GuardIT::answers)) {
      port = engine.port();
    }
    try (var guard = guard(port)) {
      assertThat(admin(guard, "/readyz", "").statusCode()).isEqualTo(503);
      assertThatThrownBy(
              () -> {
                try (var socket = connect(guard, gateway)) {
                  socket.startHandshake();
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(admin(guard, "/livez", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_drain_waits_for_the_last_gateway_and_needs_its_key() throws Exception {
    try (var engine = new Engine(GuardIT::answers);
        var guard = guard(engine.port())) {
      await(() -> admin(guard, "/readyz", "").statusCode() == 200);
      assertThat(admin(guard, "/drain", "wrong").statusCode()).isEqualTo(403);
      assertThat(admin(guard, "/readyz", "").statusCode()).isEqualTo(200);
      CompletableFuture<Integer> drained;
      try (var socket = connect(guard, gateway)) {
        assertThat(ask(socket)).isEqualTo(ANSWER);
        drained =
            CompletableFuture.supplyAsync(() -> {
              try {
                return admin(guard, "/drain", "secret").statusCode();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
        await(() -> admin(guard, "/readyz", "").statusCode() == 503);
        // Who comes late is still let in.
        try (var late = connect(guard, gateway)) {
          assertThat(ask(late)).isEqualTo(ANSWER);
        }
        assertThat(ask(socket)).isEqualTo(ANSWER);
        assertThat(drained).isNotDone();
      }
      assertThat(drained.get(20, TimeUnit.SECONDS)).isEqualTo(200);
      // Somebody else's drain isn't for ever.
      await(() -> admin(guard, "/readyz", "").statusCode() == 200);
    }
  }

  @Test
  void renewed_credentials_are_for_new_connections_and_open_ones_go_on() throws Exception {
    try (var engine = new Engine(GuardIT::answers);
        var guard = guard(engine.port());
        var before = connect(guard, gateway)) {
      assertThat(ask(before)).isEqualTo(ANSWER);
      var renewed = issue(PODS, Purpose.SERVER);
      write(renewed);
      await(() -> {
        try (var socket = connect(guard, gateway)) {
          socket.startHandshake();
          return socket.getSession().getPeerCertificates()[0].equals(renewed.certificate());
        }
      });
      assertThat(ask(before)).isEqualTo(ANSWER);
    }
  }

  @Test
  void what_the_operator_would_not_set_is_refused() {
    var good =
        Map.of("STEWARD_TLS", "/tls", "STEWARD_DRAIN_KEY", "k", "STEWARD_ENGINE_PORT", "8000");
    assertThat(GuardEnvironment.read(good)).isInstanceOf(Checked.Valid.class);
    for (var wrong :
        new String[][] {
          {"STEWARD_TLS", ""},
          {"STEWARD_DRAIN_KEY", " "},
          {"STEWARD_ENGINE_PORT", "0"},
          {"STEWARD_ENGINE_PORT", "70000"},
          {"STEWARD_ENGINE_PORT", "http"},
          {"STEWARD_ENGINE_READINESS", "health"}
        }) {
      var environment = new java.util.HashMap<>(good);
      environment.put(wrong[0], wrong[1]);
      assertThat(GuardEnvironment.read(environment))
          .as(wrong[0] + "=" + wrong[1])
          .isInstanceOf(Checked.Invalid.class);
    }
  }
}
