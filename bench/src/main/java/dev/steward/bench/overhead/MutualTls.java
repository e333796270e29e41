package dev.steward.bench.overhead;

import dev.steward.bench.Background;
import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Ports;
import dev.steward.bench.Progress;
import dev.steward.bench.load.Comparison;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.PeerName;
import dev.steward.trust.Credentials;
import dev.steward.trust.Pem;
import dev.steward.trust.Tls;
import dev.steward.trust.authority.CertificateAuthority;
import dev.steward.trust.authority.Lifetimes;
import dev.steward.trust.authority.Purpose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocket;

/**
 * A pod that admits gateways alone against one that speaks plain HTTP, each behind a gateway: what
 * the certificates cost per request on kept connections, and per new connection.
 */
public final class MutualTls implements Benchmark {
  private static final int CONNECTIONS = 200;

  private final CertificateAuthority authority =
      CertificateAuthority.create(Lifetimes.defaults(), Instant.now());

  @Override
  public String name() {
    return "mutual-tls";
  }

  @Override
  public String summary() {
    return "what mutual TLS between gateway and pod adds to a request and to a connection";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    var folder = Files.createDirectories(checkout.root().resolve(".state/bench/mutual-tls"));
    var own = authority.issue(PeerName.GATEWAYS, Purpose.CLIENT, Instant.now());
    var pod = authority.issue(GatewayProcess.POD, Purpose.SERVER, Instant.now());
    var ports = new int[] {Ports.free(), Ports.free(), Ports.free(), Ports.free()};
    var plainPort = GatewayPort.allocate("plain" + ProcessHandle.current().pid(), Set.of());
    var tlsPort = GatewayPort.allocate("tls" + ProcessHandle.current().pid(), Set.of(plainPort));
    var podTls = Optional.of(written(folder.resolve("pod"), pod));
    var ownTls = Optional.of(written(folder.resolve("gateway"), own));
    var plainFiles = Files.createDirectories(folder.resolve("plain"));
    var tlsFiles = Files.createDirectories(folder.resolve("tls"));
    try (var _ =
            Background.start(
                IdentityProcesses.runtime(plainFiles, ports[0], ports[1], Optional.empty()));
        var _ = Background.start(IdentityProcesses.runtime(tlsFiles, ports[2], ports[3], podTls));
        var _ = Background.start(IdentityProcesses.gateway(plainPort, ports[0], Optional.empty()));
        var _ = Background.start(IdentityProcesses.gateway(tlsPort, ports[2], ownTls))) {
      var plain = IdentityProcesses.target(plainPort.number());
      var secured = IdentityProcesses.target(tlsPort.number());
      IdentityProcesses.awaitAnswers(plain);
      IdentityProcesses.awaitAnswers(secured);
      var comparison =
          new Comparison(
              name(), new Comparison.Way("plain", plain), new Comparison.Way("TLS", secured));
      comparison.warmUp();
      var figures = new Figures(name());
      comparison.latency("plain", figures);
      for (var clients : List.of(1, 32)) {
        var _ = figures.put("throughput_ratio_" + clients, comparison.throughput(clients).ratio());
      }
      handshakes(own, ports[2], figures);
      return figures;
    }
  }

  private static Path written(Path folder, Credentials credentials) throws IOException {
    var _ = Files.createDirectories(folder);
    Files.writeString(folder.resolve("tls.key"), Pem.text(credentials.key()));
    Files.writeString(folder.resolve("tls.crt"), Pem.text(credentials.certificate()));
    Files.writeString(folder.resolve("ca.crt"), Pem.text(credentials.trusted()));
    return folder;
  }

  /** Whole handshakes, one after the other: each with a context that knows no session. */
  private static void handshakes(Credentials own, int port, Figures figures) throws IOException {
    var millis = new double[CONNECTIONS];
    for (var i = 0; i < CONNECTIONS; i++) {
      var context = Tls.client(own);
      var begun = System.nanoTime();
      try (var plain = new Socket(InetAddress.getLoopbackAddress(), port);
          var socket =
              (SSLSocket)
                  context
                      .getSocketFactory()
                      .createSocket(plain, GatewayProcess.POD.dns(), port, true)) {
        socket.startHandshake();
        millis[i] = (System.nanoTime() - begun) / 1e6;
      }
    }
    Progress.say("mutual-tls: a handshake takes %.2f ms", Progress.median(millis));
    var _ = figures.put("handshake_ms", Progress.median(millis));
  }
}
