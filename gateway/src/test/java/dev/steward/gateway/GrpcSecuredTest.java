package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.Protocol;
import dev.steward.core.serving.ServiceId;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.trust.Credentials;
import dev.steward.trust.Pem;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import io.grpc.ServerCredentials;
import io.grpc.Status.Code;
import io.grpc.TlsServerCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls to pods that admit gateways alone. */
@Timeout(60)
class GrpcSecuredTest {
  private static final PeerName MINILM = PeerName.podsOf(new ServiceId("team-a", "minilm", "u"));
  private static final PeerName OTHERS = PeerName.podsOf(new ServiceId("team-b", "minilm", "u"));

  private final CertificateAuthority authority =
      CertificateAuthority.create(Lifetimes.defaults(), Instant.now());

  @TempDir Path tls;

  @BeforeEach
  void mount() throws IOException {
    var credentials = authority.issue(PeerName.GATEWAYS, Purpose.CLIENT, Instant.now());
    Files.writeString(tls.resolve("tls.key"), Pem.text(credentials.key()));
    Files.writeString(tls.resolve("tls.crt"), Pem.text(credentials.certificate()));
    Files.writeString(tls.resolve("ca.crt"), Pem.text(credentials.trusted()));
  }

  private ServerCredentials pod(PeerName name) throws IOException {
    Credentials credentials = authority.issue(name, Purpose.SERVER, Instant.now());
    return TlsServerCredentials.newBuilder()
        .keyManager(
            stream(Pem.text(credentials.certificate())), stream(Pem.text(credentials.key())))
        .trustManager(stream(Pem.text(credentials.trusted())))
        .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
        .build();
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private GatewayServer gateway(ServiceRoute plain, Integer... ports) {
    var speaking = plain.config().speaking(EnumSet.allOf(Protocol.class));
    var pods =
        List.of(ports).stream()
            .map(port -> new PodAddress("127.0.0.1", 1, Optional.of(MINILM)).withGrpc(port))
            .toList();
    var route = new ServiceRoute(speaking, Map.of(speaking.revisions().getFirst().name(), pods));
    return GatewayServer.start(
        GatewaySettings.defaults().withFrontPort(0).withTls(tls), Routes.of(List.of(route)));
  }

  @Test
  void a_call_passes_and_another_tenants_pod_gets_nothing_of_it() throws Exception {
    var plain = SecuredPodsTest.route(MINILM, 1);
    try (var stranger = GrpcPod.echoing(pod(OTHERS));
        var pod = GrpcPod.echoing(pod(MINILM));
        var gateway = gateway(plain, stranger.port(), pod.port());
        var user = new GrpcUser(plain.config().port().number())) {
      for (int i = 0; i < 10; i++) {
        assertThat(user.infer("hello").text()).isEqualTo("hello");
      }
      assertThat(stranger.calls()).isZero();
      assertThat(gateway.openPorts()).isEqualTo(1);
    }
  }

  @Test
  void where_nobody_proves_the_name_or_speaks_http2_no_replica_can_be_reached() throws Exception {
    var plain = SecuredPodsTest.route(MINILM, 1);
    try (var stranger = GrpcPod.echoing(pod(OTHERS));
        var unsecured = GrpcPod.echoing();
        var http =
            ScriptedPod.secured(
                authority.issue(MINILM, Purpose.SERVER, Instant.now()), ScriptedPod.answer("hi"));
        var gateway = gateway(plain, stranger.port(), unsecured.port(), http.port());
        var user = new GrpcUser(plain.config().port().number())) {
      var outcome = user.infer("hello");
      assertThat(outcome.status().getCode()).isEqualTo(Code.UNAVAILABLE);
      assertThat(outcome.status().getDescription()).contains("can be reached");
      assertThat(gateway.openPorts()).isEqualTo(1);
    }
  }
}
