package dev.steward.operator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServiceId;
import dev.steward.operator.trust.OwnCredentials;
import dev.steward.protocol.report.EvidenceAnswer;
import dev.steward.protocol.report.EvidenceReport;
import dev.steward.protocol.report.EvidenceReportJson;
import dev.steward.protocol.report.LoadReport;
import dev.steward.protocol.report.LoadReportJson;
import dev.steward.protocol.report.PolicyAnswer;
import dev.steward.protocol.report.PolicyReport;
import dev.steward.protocol.report.PolicyReportJson;
import dev.steward.trust.Tls;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import dev.steward.trust.authority.Succession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportServerTest {
  private static final LoadReport REPORT =
      new LoadReport(
          "g0",
          1,
          1000,
          List.of(
              new LoadReport.ServiceLoad(new ServiceId("team-a", "minilm", "u"), 1, 0, 1, 1, 0)));

  private final CertificateAuthority authority =
      CertificateAuthority.create(Lifetimes.defaults(), Instant.now());
  private final LinkedBlockingQueue<LoadReport> taken = new LinkedBlockingQueue<>();

  /** The one that it starts with is due for renewal in a minute, and valid for long yet. */
  private volatile Instant now =
      Instant.now().minus(Lifetimes.defaults().renewal()).plus(Duration.ofMinutes(1));

  private ReportServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        ReportServer.start(
            0,
            new OwnCredentials(() -> Succession.settled(authority), () -> now).context(),
            new ReportServer.Takers(
                taken::add,
                report -> new EvidenceAnswer(report.gateway().length(), OptionalLong.of(7)),
                report -> PolicyAnswer.KNOWN));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static SSLContext client(CertificateAuthority signer, PeerName name) {
    return Tls.client(signer.issue(name, Purpose.CLIENT, Instant.now()));
  }

  /** As a gateway does, by hand: the answer's first line. */
  private String post(SSLContext context, byte[] body) throws IOException {
    return post(context, "/v1/load", body);
  }

  private String post(SSLContext context, String path, byte[] body) throws IOException {
    try (var socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      var out = socket.getOutputStream();
      out.write(
          "POST %s HTTP/1.1\r\nHost: operator\r\nContent-Length: %d\r\n\r\n"
              .formatted(path, body.length)
              .getBytes(StandardCharsets.US_ASCII));
      out.write(body);
      out.flush();
      var line = new StringBuilder();
      for (var next = socket.getInputStream().read();
          next >= 0 && next != '\r';
          next = socket.getInputStream().read()) {
        line.append((char) next);
      }
      return line.toString();
    }
  }

  @Test
  void a_gateway_s_report_is_taken() throws Exception {
    assertThat(post(client(authority, PeerName.GATEWAYS), LoadReportJson.write(REPORT)))
        .contains("204");
    assertThat(taken.poll(10, TimeUnit.SECONDS)).isEqualTo(REPORT);
  }

  @Test
  void a_report_of_an_evidence_log_is_answered() throws Exception {
    var report = new EvidenceReport("g-0", EvidenceReport.State.RECORDING, "", Optional.empty());
    var gateway = client(authority, PeerName.GATEWAYS);
    assertThat(post(gateway, "/v1/evidence", EvidenceReportJson.write(report))).contains("200");
    assertThat(post(gateway, "/v1/evidence", new byte[] {'{'})).contains("400");
    assertThat(post(gateway, "/v1/else", new byte[] {'{'})).contains("404");
    assertThat(taken).isEmpty();
  }

  @Test
  void a_report_of_policies_is_answered() throws Exception {
    var report = new PolicyReport("g-0", "p", 1, Optional.of(Map.of()));
    var gateway = client(authority, PeerName.GATEWAYS);
    assertThat(post(gateway, "/v1/policies", PolicyReportJson.write(report))).contains("200");
    assertThat(post(gateway, "/v1/policies", new byte[] {'{'})).contains("400");
    assertThat(taken).isEmpty();
  }

  @Test
  void a_forged_report_is_refused() {
    var pods = PeerName.podsOf(new ServiceId("team-a", "minilm", "u"));
    var elsewhere = CertificateAuthority.create(Lifetimes.defaults(), Instant.now());
    var report = LoadReportJson.write(REPORT);
    assertThatThrownBy(() -> said(post(client(authority, pods), report)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> said(post(client(elsewhere, PeerName.GATEWAYS), report)))
        .isInstanceOf(IOException.class);
    assertThat(taken).isEmpty();
  }

  @Test
  void what_is_no_report_is_answered_and_the_server_goes_on() throws Exception {
    var gateway = client(authority, PeerName.GATEWAYS);
    assertThat(post(gateway, new byte[] {'{'})).contains("400");
    assertThat(
            post(
                gateway, " ".repeat(LoadReportJson.MAX_BYTES + 1).getBytes(StandardCharsets.UTF_8)))
        .contains("413");
    assertThat(post(gateway, LoadReportJson.write(REPORT))).contains("204");
  }

  @Test
  void who_connects_and_says_nothing_keeps_no_gateway_out_and_is_closed() throws Exception {
    var gateway = client(authority, PeerName.GATEWAYS);
    var silent = new ArrayList<Socket>();
    for (var i = 0; i < 200; i++) {
      silent.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
    }
    assertThat(post(gateway, LoadReportJson.write(REPORT))).contains("204");
    for (var socket : silent) {
      socket.setSoTimeout((int) ReportServer.IDLE.multipliedBy(4).toMillis());
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      socket.close();
    }
  }

  @Test
  void its_certificate_is_renewed_while_it_runs() throws Exception {
    var gateway = client(authority, PeerName.GATEWAYS);
    var first = certificate(gateway);
    assertThat(certificate(gateway)).isEqualTo(first);
    now = now.plus(Lifetimes.defaults().renewal());
    assertThat(certificate(gateway)).isNotEqualTo(first);
  }

  private Object certificate(SSLContext context) throws IOException {
    try (var socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  /** In TLS 1.3 a client learns only with the first bytes that it was refused. */
  private static void said(String firstLine) throws IOException {
    if (firstLine.isEmpty()) {
      throw new IOException("the connection was closed");
    }
  }
}
