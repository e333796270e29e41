package dev.steward.bench.overhead;

import dev.steward.bench.Background;
import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Ports;
import dev.steward.bench.load.Comparison;
import dev.steward.core.serving.GatewayPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An identity model behind two gateways, one of which records each request in an evidence log on
 * this machine's disk: what that adds at 500 requests a second, turn by turn.
 */
public final class AuditOverhead implements Benchmark {
  @Override
  public String name() {
    return "audit";
  }

  @Override
  public String summary() {
    return "what a durable record adds to a request";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    var podPort = Ports.free();
    var adminPort = Ports.free();
    var mark = "bench" + ProcessHandle.current().pid();
    var off = GatewayPort.allocate(mark, Set.of());
    var on = GatewayPort.allocate(mark + "-recorded", Set.of(off));
    var folder = Files.createDirectories(checkout.root().resolve(".state/bench/audit"));
    var evidence = Files.createTempDirectory(folder, "evidence");
    try (var _ =
            Background.start(
                IdentityProcesses.runtime(folder, podPort, adminPort, Optional.empty()));
        var _ = Background.start(IdentityProcesses.gateway(off, podPort, Optional.empty()));
        var _ =
            Background.start(
                IdentityProcesses.gateway(on, podPort, Optional.empty(), Optional.of(evidence)))) {
      var without = IdentityProcesses.target(off.number());
      var with = IdentityProcesses.target(on.number());
      IdentityProcesses.awaitAnswers(without);
      IdentityProcesses.awaitAnswers(with);
      var comparison =
          new Comparison(
              name(),
              new Comparison.Way("not recorded", without),
              new Comparison.Way("recorded", with));
      comparison.warmUp();
      var figures = new Figures(name());
      comparison.latency("not_recorded", figures);
      for (var clients : List.of(8, 32)) {
        var throughput = comparison.throughput(clients);
        var _ = figures.put("throughput_ratio_" + clients, throughput.ratio());
      }
      return figures;
    } finally {
      remove(evidence);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
