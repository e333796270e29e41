package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.trust.Credentials;
import dev.steward.trust.Pem;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pods that admit gateways alone, and what else may listen where one of them should. */
@Timeout(60)
class SecuredPodsTest {

  private static final PeerName MINILM = PeerName.podsOf(new ServiceId("team-a", "minilm", "u"));
  private static final PeerName OTHERS = PeerName.podsOf(new ServiceId("team-b", "minilm", "u"));
  private static final String POST =
      "POST /v2/models/minilm/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";

  private final CertificateAuthority authority =
      CertificateAuthority.create(Lifetimes.defaults(), Instant.now());

  @TempDir Path tls;

  private Credentials issue(PeerName name, Purpose purpose) {
    return authority.issue(name, purpose, Instant.now());
  }

  private Credentials pod(PeerName name) {
    return issue(name, Purpose.SERVER);
  }

  @BeforeEach
  void mount() throws IOException {
    write(issue(PeerName.GATEWAYS, Purpose.CLIENT));
  }

  private void write(Credentials credentials) throws IOException {
    Files.writeString(tls.resolve("tls.key"), Pem.text(credentials.key()));
    Files.writeString(tls.resolve("tls.crt"), Pem.text(credentials.certificate()));
    Files.writeString(tls.resolve("ca.crt"), Pem.text(credentials.trusted()));
  }

  static ServiceRoute route(PeerName expected, Integer... ports) {
    var plain = TestPods.service("team-a/minilm", Duration.ofSeconds(20), ports);
    var config = plain.config();
    return new ServiceRoute(
        new ServingConfig(
            config.service(),
            config.port(),
            config.model(),
            config.hostnames(),
            config.timeout(),
            config.hold(),
            config.revisions(),
            Optional.of(new ServingConfig.PodTls(expected, Set.of())),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        Map.of(
            config.revisions().getFirst().name(),
            List.of(ports).stream()
                .map(port -> new PodAddress("127.0.0.1", port, Optional.of(expected)))
                .toList()));
  }

  private GatewayServer gateway(ServiceRoute... routes) {
    return GatewayServer.start(
        GatewaySettings.defaults().withFrontPort(0).withTls(tls), Routes.of(List.of(routes)));
  }

  private static String post(ServiceRoute route) throws IOException {
    try (var client = new RawClient(route.config().port().number())) {
      return client.send(POST).readAnswer();
    }
  }

  @Test
  void a_request_passes_and_the_connection_is_used_again() throws Exception {
    try (var pod = ScriptedPod.secured(pod(MINILM), ScriptedPod.answer("hi"))) {
      var route = route(MINILM, pod.port());
      try (var gateway = gateway(route)) {
        for (var i = 0; i < 20; i++) {
          assertThat(post(route)).startsWith("HTTP/1.1 200").endsWith("hi");
        }
        assertThat(gateway.openPorts()).isEqualTo(1);
        // A connection may come back to the pool just after its answer went out.
        assertThat(pod.connections()).isLessThan(20);
      }
    }
  }

  @Test
  void another_tenants_pod_at_the_address_gets_nothing_and_a_post_is_tried_elsewhere()
      throws Exception {
    try (var stranger = ScriptedPod.secured(pod(OTHERS), ScriptedPod.answer("stolen"));
        var pod = ScriptedPod.secured(pod(MINILM), ScriptedPod.answer("hi"))) {
      var route = route(MINILM, stranger.port(), pod.port());
      try (var gateway = gateway(route)) {
        for (var i = 0; i < 20; i++) {
          assertThat(post(route)).startsWith("HTTP/1.1 200").endsWith("hi");
        }
        assertThat(gateway.openPorts()).isEqualTo(1);
      }
    }
  }

  @Test
  void where_only_strangers_listen_no_replica_can_be_reached() throws Exception {
    try (var stranger = ScriptedPod.secured(pod(OTHERS), ScriptedPod.answer("stolen"));
        var plain = ScriptedPod.answering("plain")) {
      for (var port : List.of(stranger.port(), plain.port())) {
        var route = route(MINILM, port);
        try (var gateway = gateway(route)) {
          assertThat(post(route))
              .startsWith("HTTP/1.1 503")
              .contains("can be reached")
              .doesNotContain("stolen", "plain");
          assertThat(gateway.openPorts()).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void a_pod_that_never_answers_the_handshake_is_given_up() throws Exception {
    var forever = new CountDownLatch(1);
    try (var mute = new ScriptedPod(talk -> forever.await());
        var pod = ScriptedPod.secured(pod(MINILM), ScriptedPod.answer("hi"))) {
      var route = route(MINILM, mute.port(), pod.port());
      try (var gateway = gateway(route)) {
        for (var i = 0; i < 8; i++) {
          assertThat(post(route)).startsWith("HTTP/1.1 200").endsWith("hi");
        }
        assertThat(gateway.openPorts()).isEqualTo(1);
      }
    } finally {
      forever.countDown();
    }
  }

  @Test
  void a_pod_is_asked_for_few_handshakes_at_a_time_however_many_requests_there_are()
      throws Exception {
    var forever = new CountDownLatch(1);
    try (var mute = new ScriptedPod(talk -> forever.await());
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var route = route(MINILM, mute.port());
      try (var gateway = gateway(route)) {
        var answers =
            IntStream.range(0, 60).mapToObj(i -> clients.submit(() -> post(route))).toList();
        for (var answer : answers) {
          assertThat(answer.get()).startsWith("HTTP/1.1 503");
        }
        // Each request that is still there when four have failed may ask for another.
        assertThat(mute.connections()).isLessThan(20);
        assertThat(gateway.openPorts()).isEqualTo(1);
      }
    } finally {
      forever.countDown();
    }
  }

  @Test
  void two_services_whose_pods_share_an_address_in_turn_share_no_connection() throws Exception {
    try (var pod = ScriptedPod.secured(pod(MINILM), ScriptedPod.answer("hi"))) {
      var minilm = route(MINILM, pod.port());
      var later = route(OTHERS, pod.port());
      try (var gateway = gateway(minilm)) {
        assertThat(post(minilm)).startsWith("HTTP/1.1 200");
        // The address is said to be another service's now, while the old connection is open.
        gateway.follow(Routes.of(List.of(later)));
        assertThat(post(later)).startsWith("HTTP/1.1 503");
      }
    }
  }

  @Test
  void a_pod_without_a_certificate_is_asked_in_plain_while_others_are_not() throws Exception {
    try (var plain = ScriptedPod.answering("plain")) {
      var route = TestPods.service("team-a/minilm", Duration.ofSeconds(20), plain.port());
      try (var gateway = gateway(route)) {
        assertThat(post(route)).startsWith("HTTP/1.1 200").endsWith("plain");
        assertThat(gateway.openPorts()).isEqualTo(1);
      }
    }
  }

  @Test
  void a_gateway_without_credentials_reaches_no_secured_pod() throws Exception {
    try (var pod = ScriptedPod.secured(pod(MINILM), ScriptedPod.answer("hi"))) {
      var route = route(MINILM, pod.port());
      try (var gateway = TestPods.gateway(route)) {
        assertThat(post(route)).startsWith("HTTP/1.1 503");
        assertThat(gateway.openPorts()).isEqualTo(1);
      }
    }
  }

  @Test
  void renewed_credentials_and_a_renewed_authority_are_followed() throws Exception {
    var successor = CertificateAuthority.create(Lifetimes.defaults(), Instant.now());
    try (var pod =
        ScriptedPod.secured(
            successor.issue(MINILM, Purpose.SERVER, Instant.now()), ScriptedPod.answer("hi"))) {
      var route = route(MINILM, pod.port());
      try (var gateway = gateway(route)) {
        assertThat(post(route)).startsWith("HTTP/1.1 503");
        write(successor.issue(PeerName.GATEWAYS, Purpose.CLIENT, Instant.now()));
        TestPods.await(() -> post(route).startsWith("HTTP/1.1 200"));
        assertThat(gateway.openPorts()).isEqualTo(1);
      }
    }
  }
}
