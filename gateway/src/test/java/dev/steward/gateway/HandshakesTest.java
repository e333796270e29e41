package dev.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServiceId;
import dev.steward.gateway.route.Routes;
import dev.steward.trust.Credentials;
import dev.steward.trust.Pem;
import dev.steward.trust.Tls;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many connections to a pod are being made at the same time. */
@Timeout(60)
class HandshakesTest {

  private static final PeerName MINILM = PeerName.podsOf(new ServiceId("team-a", "minilm", "u"));
  private static final String GET = "GET /v2/models/minilm HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final int REQUESTS = 40;

  private final CertificateAuthority authority =
      CertificateAuthority.create(Lifetimes.defaults(), Instant.now());

  @TempDir Path tls;

  /** It completes a handshake when the test lets it, and answers nothing. */
  private static final class SlowPod implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final AtomicInteger called = new AtomicInteger();
    private final AtomicInteger greeted = new AtomicInteger();
    private final Semaphore let = new Semaphore(0);
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final Credentials credentials;

    SlowPod(Credentials credentials) throws IOException {
      this.credentials = credentials;
      Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      try {
        while (true) {
          var socket = door.accept();
          open.add(socket);
          called.incrementAndGet();
          Thread.ofVirtual().start(() -> greet(socket));
        }
      } catch (IOException closed) {
        return;
      }
    }

    private void greet(Socket socket) {
      let.acquireUninterruptibly();
      try {
        var secured =
            (SSLSocket)
                Tls.server(credentials, PeerName.GATEWAYS)
                    .getSocketFactory()
                    .createSocket(socket, null, true);
        secured.setNeedClientAuth(true);
        secured.startHandshake();
        greeted.incrementAndGet();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Completes so many handshakes. */
    void let(int handshakes) throws Exception {
      int before = greeted.get();
      let.release(handshakes);
      TestPods.await(() -> greeted.get() == before + handshakes);
    }

    @Override
    public void close() throws IOException {
      door.close();
      for (var socket : open) {
        socket.close();
      }
    }
  }

  private void mount() throws IOException {
    var own = authority.issue(PeerName.GATEWAYS, Purpose.CLIENT, Instant.now());
    Files.writeString(tls.resolve("tls.key"), Pem.text(own.key()));
    Files.writeString(tls.resolve("tls.crt"), Pem.text(own.certificate()));
    Files.writeString(tls.resolve("ca.crt"), Pem.text(own.trusted()));
  }

  @Test
  void a_crowd_opens_a_few_at_a_time_and_past_a_good_number_one() throws Exception {
    mount();
    var clients = new ArrayList<RawClient>();
    try (var pod = new SlowPod(authority.issue(MINILM, Purpose.SERVER, Instant.now()))) {
      var route = SecuredPodsTest.route(MINILM, pod.door.getLocalPort());
      var settings = GatewaySettings.defaults().withFrontPort(0).withTls(tls);
      try (var gateway = GatewayServer.start(settings, Routes.of(List.of(route)))) {
        for (int i = 0; i < REQUESTS; i++) {
          clients.add(new RawClient(route.config().port().number()).send(GET));
        }
        TestPods.await(() -> gateway.inFlight() == REQUESTS);
        TestPods.await(() -> pod.called.get() == 4);
        for (int there = 4; there < 16; there += 4) {
          pod.let(4);
          int next = there + 4;
          TestPods.await(() -> pod.called.get() == next);
        }
        pod.let(4);
        TestPods.await(() -> pod.called.get() == 17);
        pod.let(1);
        TestPods.await(() -> pod.called.get() == 18);
        assertThat(pod.greeted.get()).isEqualTo(17);
        for (var client : clients) {
          client.close();
        }
      }
    }
  }
}
