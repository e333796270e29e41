package dev.steward.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServiceId;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** Who gets through to whom, with real sockets on both sides. */
class TlsTest {

  private static final PeerName MINILM = PeerName.podsOf(new ServiceId("team-a", "minilm", "u"));
  private static final PeerName OTHERS = PeerName.podsOf(new ServiceId("team-b", "minilm", "u"));

  private final CertificateAuthority authority = authority();
  private final Credentials gateway = issue(PeerName.GATEWAYS, Purpose.CLIENT);
  private final Credentials pod = issue(MINILM, Purpose.SERVER);

  private static CertificateAuthority authority() {
    return CertificateAuthority.create(Lifetimes.defaults(), Instant.now());
  }

  private Credentials issue(PeerName name, Purpose purpose) {
    return authority.issue(name, purpose, Instant.now());
  }

  /** Answers one byte to one client that is admitted. */
  private static final class Answering implements AutoCloseable {
    private final SSLServerSocket socket;
    private final CompletableFuture<String> outcome = new CompletableFuture<>();

    Answering(Credentials credentials) throws IOException {
      socket =
          (SSLServerSocket)
              Tls.server(credentials, PeerName.GATEWAYS)
                  .getServerSocketFactory()
                  .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
      socket.setNeedClientAuth(true);
      Thread.startVirtualThread(this::answer);
    }

    private void answer() {
      try (var client = (SSLSocket) socket.accept()) {
        client.setSoTimeout(10_000);
        client.startHandshake();
        client.getOutputStream().write(client.getInputStream().read());
        outcome.complete("answered");
      } catch (IOException e) {
        outcome.complete(String.valueOf(e.getMessage()));
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Sends a byte to whoever listens there, expecting {@code name}, and reads one. */
  private static int call(Answering server, SSLContext context, PeerName name) throws IOException {
    var address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.socket.getLocalPort());
    try (var plain = new Socket()) {
      plain.connect(address);
      try (var socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, name.dns(), address.getPort(), true)) {
        socket.setSoTimeout(10_000);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.getOutputStream().write(42);
        return socket.getInputStream().read();
      }
    }
  }

  @Test
  void a_gateway_reaches_a_pod_of_the_service_it_wanted() throws Exception {
    try (var server = new Answering(pod)) {
      assertThat(call(server, Tls.client(gateway), MINILM)).isEqualTo(42);
      assertThat(server.outcome.join()).isEqualTo("answered");
    }
  }

  @Test
  void a_pod_of_another_namespaces_service_of_the_same_name_is_refused() throws Exception {
    try (var server = new Answering(issue(OTHERS, Purpose.SERVER))) {
      assertThatThrownBy(() -> call(server, Tls.client(gateway), MINILM))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining(MINILM.dns());
    }
  }

  @Test
  void a_pod_of_another_authority_is_refused() throws Exception {
    try (var server = new Answering(authority().issue(MINILM, Purpose.SERVER, Instant.now()))) {
      assertThatThrownBy(() -> call(server, Tls.client(gateway), MINILM))
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void an_ended_certificate_is_refused() throws Exception {
    var twoDaysAgo = Instant.now().minus(Duration.ofDays(2));
    try (var server = new Answering(authority.issue(MINILM, Purpose.SERVER, twoDaysAgo))) {
      assertThatThrownBy(() -> call(server, Tls.client(gateway), MINILM))
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void a_client_with_a_pods_certificate_is_refused() throws Exception {
    refused(Tls.client(pod), "TLS client authentication");
  }

  @Test
  void a_client_with_a_client_certificate_of_another_name_is_refused() throws Exception {
    refused(Tls.client(issue(OTHERS, Purpose.CLIENT)), "gateways.steward.internal alone");
  }

  @Test
  void a_client_of_another_authority_is_refused() throws Exception {
    var stranger = authority().issue(PeerName.GATEWAYS, Purpose.CLIENT, Instant.now());
    refused(trusting(authority, Optional.of(stranger)), "");
  }

  @Test
  void a_client_without_a_certificate_is_refused() throws Exception {
    refused(trusting(authority, Optional.empty()), "");
  }

  private void refused(SSLContext client, String why) throws IOException {
    try (var server = new Answering(pod)) {
      assertThatThrownBy(
              () -> {
                if (call(server, client, MINILM) < 0) {
                  throw new IOException("closed");
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(server.outcome.join()).isNotEqualTo("answered").contains(why);
    }
  }

  /** A client that takes the pod for whom it wanted, and shows what it has, if anything. */
  private static SSLContext trusting(CertificateAuthority authority, Optional<Credentials> shown)
      throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority.certificate());
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    var keys = KeyManagerFactory.getInstance("PKIX");
    var own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    if (shown.isPresent()) {
      own.setKeyEntry(
          "own", shown.get().key(), new char[0], shown.get().chain().toArray(Certificate[]::new));
    }
    keys.init(own, new char[0]);
    var context = SSLContext.getInstance(Tls.PROTOCOL);
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
