package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.core.serving.HoldPolicy;
import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.load.LoadReporter;
import dev.steward.gateway.proxy.Neighbours;
import dev.steward.gateway.proxy.Traffic;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.protocol.report.LoadReport;
import dev.steward.protocol.report.LoadReportJson;
import dev.steward.trust.Credentials;
import dev.steward.trust.Pem;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reports on their way to operators, with real sockets. */
@Timeout(60)
class ReportingTest {

  private final CertificateAuthority authority =
      CertificateAuthority.create(Lifetimes.defaults(), Instant.now());
  private final BlockingQueue<LoadReport> taken = new LinkedBlockingQueue<>();

  @TempDir Path tls;

  private Credentials issue(PeerName name, Purpose purpose) {
    return authority.issue(name, purpose, Instant.now());
  }

  @BeforeEach
  void mount() throws IOException {
    var own = issue(PeerName.GATEWAYS, Purpose.CLIENT);
    Files.writeString(tls.resolve("tls.key"), Pem.text(own.key()));
    Files.writeString(tls.resolve("tls.crt"), Pem.text(own.certificate()));
    Files.writeString(tls.resolve("ca.crt"), Pem.text(own.trusted()));
  }

  private ScriptedPod operator(PeerName proved) throws IOException {
    return ScriptedPod.secured(
        issue(proved, Purpose.SERVER),
        talk -> {
          while (talk.readHead()) {
            var body = talk.readBody().getBytes(StandardCharsets.UTF_8);
            if (talk.head().startsWith("POST " + "/v1/load")
                && LoadReportJson.read(new ByteArrayInputStream(body))
                    instanceof Outcome.Done<LoadReport>(var report)) {
              taken.add(report);
            }
            talk.write("HTTP/1.1 204 No Content\r\n\r\n");
          }
        });
  }

  /** A gateway that reports, as its process puts it together. */
  private record Reporting(GatewayServer server, LoadReporter reporter) implements AutoCloseable {
    @Override
    public void close() {
      reporter.close();
      server.close();
    }
  }

  private Reporting gateway(ServiceRoute route, ScriptedPod... operators) {
    var traffic = new ReportedTraffic(Traffic.unobserved());
    var gateway =
        GatewayServer.start(
            GatewaySettings.defaults().withFrontPort(0).withTls(tls),
            Routes.of(List.of(route)),
            Neighbours.none().with(traffic));
    var addresses =
        List.of(operators).stream()
            .map(operator ->
                new PodAddress("127.0.0.1", operator.port(), Optional.of(PeerName.OPERATORS)))
            .toList();
    var reporter =
        new LoadReporter(
            "g-0", gateway::services, () -> addresses, gateway::report, InstantSource.system());
    traffic.whenWaiting(reporter::waits);
    reporter.start();
    return new Reporting(gateway, reporter);
  }

  private @Nullable LoadReport next() throws InterruptedException {
    return taken.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void every_operator_is_told_each_second_on_kept_connections() throws Exception {
    try (var one = operator(PeerName.OPERATORS);
        var two = operator(PeerName.OPERATORS);
        var gateway =
            gateway(TestPods.service("team-a/minilm", Duration.ofSeconds(20)), one, two)) {
      for (var i = 0; i < 4; i++) {
        assertThat(next()).isNotNull().extracting(LoadReport::gateway).isEqualTo("g-0");
      }
      // On a slow machine the first ones may each have opened one; later ones need none.
      TestPods.await(() -> taken.size() > 2 * (one.connections() + two.connections()));
      assertThat(gateway.server().openPorts()).isEqualTo(1);
    }
  }

  @Test
  void who_is_no_operator_is_told_nothing_and_one_that_hangs_keeps_nobody_waiting()
      throws Exception {
    var forever = new CountDownLatch(1);
    try (var stranger = operator(PeerName.podsOf(new ServiceId("team-a", "minilm", "u")));
        var hanging =
            ScriptedPod.secured(
                issue(PeerName.OPERATORS, Purpose.SERVER), talk -> forever.await());
        var operator = operator(PeerName.OPERATORS);
        var gateway =
            gateway(
                TestPods.service("team-a/minilm", Duration.ofSeconds(20)),
                stranger,
                hanging,
                operator)) {
      var first = next();
      var second = next();
      var third = next();
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
      assertThat(third).isNotNull();
      // One report a second: were the stranger heard, there would be two of the same second.
      assertThat(List.of(first.second(), second.second(), third.second())).doesNotHaveDuplicates();
      assertThat(gateway.server().openPorts()).isEqualTo(1);
    } finally {
      forever.countDown();
    }
  }

  @Test
  void a_request_that_begins_to_wait_is_reported_before_its_second_is_over() throws Exception {
    var plain = TestPods.service("team-a/minilm", Duration.ofSeconds(20)).config();
    var config =
        new ServingConfig(
            plain.service(),
            plain.port(),
            plain.model(),
            plain.hostnames(),
            plain.timeout(),
            Optional.of(new HoldPolicy(10, 1 << 20, Duration.ofSeconds(20))),
            List.of());
    try (var operator = operator(PeerName.OPERATORS);
        var gateway = gateway(new ServiceRoute(config, Map.of()), operator);
        var client = new RawClient(config.port().number())) {
      client.send("GET /v2 HTTP/1.1\r\nHost: x\r\n\r\n");
      var waiting = next();
      while (waiting != null && waiting.services().isEmpty()) {
        waiting = next();
      }
      assertThat(waiting).isNotNull();
      assertThat(waiting.services().getFirst().waiting()).isEqualTo(1);
      assertThat(gateway.server().openPorts()).isEqualTo(1);
    }
  }
}
