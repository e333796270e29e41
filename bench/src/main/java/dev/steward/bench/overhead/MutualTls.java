package dev.steward.bench.overhead;

import dev.steward.bench.Background;
import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.bench.load.ClosedLoop;
import dev.steward.bench.load.OpenLoop;
import dev.steward.bench.load.Target;
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
import java.time.Duration;
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
  private static final int RATE = 500;
  private static final int RUNS = 5;
  private static final int CONNECTIONS = 200;
  private static final Duration OPEN = Duration.ofSeconds(10);
  private static final Duration CLOSED = Duration.ofSeconds(5);

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
    var ports = new int[] {free(), free(), free(), free()};
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
      Progress.say("mutual-tls: warming up");
      for (var target : List.of(plain, secured, plain, secured)) {
        var _ = ClosedLoop.perSecond(target, 8, CLOSED);
      }
      var figures = new Figures(name());
      latency(plain, secured, figures);
      throughput(plain, secured, figures);
      handshakes(own, ports[2], figures);
      return figures;
    }
  }

  private static int free() throws IOException {
    return IdentityProcesses.freePort();
  }

  private static Path written(Path folder, Credentials credentials) throws IOException {
    var _ = Files.createDirectories(folder);
    Files.writeString(folder.resolve("tls.key"), Pem.text(credentials.key()));
    Files.writeString(folder.resolve("tls.crt"), Pem.text(credentials.certificate()));
    Files.writeString(folder.resolve("ca.crt"), Pem.text(credentials.authority()));
    return folder;
  }

  private static void latency(Target plain, Target secured, Figures figures) throws IOException {
    var plainP50 = new double[RUNS];
    var p50 = new double[RUNS];
    var p99 = new double[RUNS];
    for (var i = 0; i < RUNS; i++) {
      var without = answered(OpenLoop.run(plain, RATE, OPEN));
      var with = answered(OpenLoop.run(secured, RATE, OPEN));
      plainP50[i] = without.millis(50);
      p50[i] = with.millis(50) - without.millis(50);
      p99[i] = with.millis(99) - without.millis(99);
      Progress.say(
          "mutual-tls: run %d of %d at %d/s: plain p50 %.2f ms p99 %.2f ms, TLS p50 %.2f ms p99"
              + " %.2f ms",
          i + 1,
          RUNS,
          RATE,
          without.millis(50),
          without.millis(99),
          with.millis(50),
          with.millis(99));
    }
    var _ =
        figures
            .put("added_p50_ms", Progress.median(p50))
            .put("added_p99_ms", Progress.median(p99))
            .put("plain_p50_ms", Progress.median(plainP50));
  }

  private static OpenLoop.Result answered(OpenLoop.Result result) throws IOException {
    if (result.failed() > 0) {
      throw new IOException("requests failed: " + result.failures());
    }
    return result;
  }

  private static void throughput(Target plain, Target secured, Figures figures)
      throws IOException, InterruptedException {
    for (var clients : List.of(1, 32)) {
      var ratios = new double[RUNS];
      for (var i = 0; i < RUNS; i++) {
        var without = ClosedLoop.perSecond(plain, clients, CLOSED);
        var with = ClosedLoop.perSecond(secured, clients, CLOSED);
        ratios[i] = with / without;
        Progress.say(
            "mutual-tls: %d clients, run %d of %d: plain %.0f/s, TLS %.0f/s",
            clients, i + 1, RUNS, without, with);
      }
      var _ = figures.put("throughput_ratio_" + clients, Progress.median(ratios));
    }
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
