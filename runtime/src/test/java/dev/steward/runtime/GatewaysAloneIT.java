package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.model.ModelTask;
import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServiceId;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.runtime.testing.MiniLm;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.TestServer;
import dev.steward.trust.Credentials;
import dev.steward.trust.CredentialsException;
import dev.steward.trust.Pem;
import dev.steward.trust.Tls;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The port for inference of a pod that has credentials. */
@Timeout(120)
class GatewaysAloneIT {

  private static final PeerName PODS = PeerName.podsOf(new ServiceId("team-a", "m", "uid"));
  private static final String ASK = "GET /v2 HTTP/1.1\r\nHost: m\r\n\r\n";

  private final CertificateAuthority authority =
      CertificateAuthority.create(Lifetimes.defaults(), Instant.now());
  private final Credentials gateway = issue(PeerName.GATEWAYS, Purpose.CLIENT);

  @TempDir Path folder;
  private Path tls;

  private Credentials issue(PeerName name, Purpose purpose) {
    return authority.issue(name, purpose, Instant.now());
  }

  @BeforeEach
  void mount() throws IOException {
    tls = Files.createDirectory(folder.resolve("tls"));
    write(issue(PODS, Purpose.SERVER));
  }

  private void write(Credentials credentials) throws IOException {
    Files.writeString(tls.resolve("tls.key"), Pem.text(credentials.key()));
    Files.writeString(tls.resolve("tls.crt"), Pem.text(credentials.certificate()));
    Files.writeString(tls.resolve("ca.crt"), Pem.text(credentials.trusted()));
  }

  private TestServer server() {
    return TestServer.of(
        OnnxFile.identity(folder.resolve("m.onnx"), 2),
        ModelTask.TENSOR,
        settings -> settings.withTls(tls));
  }

  private static SSLSocket connect(TestServer server, Credentials client) throws IOException {
    var port = server.server().port();
    var plain = new Socket(InetAddress.getLoopbackAddress(), port);
    var socket =
        (SSLSocket)
            Tls.client(client).getSocketFactory().createSocket(plain, PODS.dns(), port, true);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static String ask(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(ASK.getBytes(StandardCharsets.US_ASCII));
    var read = socket.getInputStream().readNBytes(15);
    if (read.length < 15) {
      throw new SSLException("closed");
    }
    // The rest of the answer; it comes with its head.
    var _ = socket.getInputStream().skip(socket.getInputStream().available());
    return new String(read, StandardCharsets.US_ASCII);
  }

  @Test
  void a_gateway_is_answered_and_probes_need_no_certificate() throws IOException {
    try (var server = server();
        var socket = connect(server, gateway)) {
      assertThat(ask(socket)).isEqualTo("HTTP/1.1 200 OK");
      assertThat(server.admin("/readyz").statusCode()).isEqualTo(200);
      assertThat(server.admin("/v2").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void nobody_else_is_answered() throws IOException {
    var stranger =
        CertificateAuthority.create(Lifetimes.defaults(), Instant.now())
            .issue(PeerName.GATEWAYS, Purpose.CLIENT, Instant.now());
    var others = PeerName.podsOf(new ServiceId("team-a", "other", "uid"));
    try (var server = server()) {
      for (var client :
          new Credentials[] {
            issue(PODS, Purpose.SERVER), issue(others, Purpose.CLIENT), stranger
          }) {
        assertThatThrownBy(
                () -> {
                  try (var socket = connect(server, client)) {
                    ask(socket);
                  }
                })
            .isInstanceOf(IOException.class);
      }
      try (var plain = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
        plain.setSoTimeout(30_000);
        plain.getOutputStream().write(ASK.getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .doesNotContain("HTTP");
      } catch (IOException reset) {
        assertThat(reset).hasMessageContaining("reset");
      }
    }
  }

  @Test
  void new_credentials_are_for_new_connections_and_open_ones_go_on() throws Exception {
    try (var server = server();
        var before = connect(server, gateway)) {
      assertThat(ask(before)).isEqualTo("HTTP/1.1 200 OK");
      var renewed = issue(PODS, Purpose.SERVER);
      write(renewed);
      while (!shown(server).equals(renewed.certificate())) {
        Thread.sleep(100);
      }
      assertThat(ask(before)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void a_connection_ends_with_the_first_answer_after_the_clients_certificate_has_ended()
      throws Exception {
    var soon = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS);
    var ending =
        authority.issue(
            PeerName.GATEWAYS, Purpose.CLIENT, soon.minus(Lifetimes.defaults().certificate()));
    try (var server = server();
        var socket = connect(server, ending)) {
      assertThat(ask(socket)).isEqualTo("HTTP/1.1 200 OK");
      assertThatThrownBy(
              () -> {
                while (true) {
                  assertThat(ask(socket)).isEqualTo("HTTP/1.1 200 OK");
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(Instant.now()).isAfterOrEqualTo(soon);
      assertThat(server.admin("/metrics").body()).contains("steward_certificate_expiry_seconds ");
    }
  }

  private X509Certificate shown(TestServer server) throws IOException {
    try (var socket = connect(server, gateway)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void a_gateway_that_leaves_is_noticed_within_tls() throws Exception {
    var work =
        "{\"model\":\"m\",\"input\":["
            + "\"%s\",".formatted("word ".repeat(600)).repeat(1000)
            + "\"x\"]}";
    try (var server =
        TestServer.of(
            MiniLm.in(folder.resolve("m")),
            ModelTask.EMBEDDING,
            settings -> settings.withTls(tls).withPool(new PoolSettings(1, 1, 10)))) {
      var socket = connect(server, gateway);
      socket
          .getOutputStream()
          .write(
              ("POST /v1/embeddings HTTP/1.1\r\nHost: m\r\ncontent-type: application/json\r\n"
                      + "content-length: "
                      + work.length()
                      + "\r\n\r\n"
                      + work)
                  .getBytes(StandardCharsets.US_ASCII));
      until(server, "steward_runtime_requests_admitted 1");
      socket.close();
      until(server, "code=\"client_gone\"");
      until(server, "steward_runtime_requests_admitted 0");
    }
  }

  private static void until(TestServer server, String metric) throws InterruptedException {
    while (!server.admin("/metrics").body().contains(metric)) {
      Thread.sleep(20);
    }
  }

  @Test
  void a_pod_without_the_credentials_it_should_have_does_not_start() throws IOException {
    Files.delete(tls.resolve("tls.key"));
    assertThatThrownBy(this::server)
        .isInstanceOf(CredentialsException.class)
        .hasMessageContaining(tls.toString());
  }
}
