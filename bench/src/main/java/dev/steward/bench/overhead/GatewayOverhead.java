package dev.steward.bench.overhead;

import dev.steward.bench.Background;
import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Ports;
import dev.steward.bench.load.Comparison;
import dev.steward.core.serving.GatewayPort;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An identity model of 16 floats, through the gateway against the runtime directly: latency at 500
 * requests a second in the open loop, throughput of 1, 8 and 32 clients in the closed one.
 */
public final class GatewayOverhead implements Benchmark {
  @Override
  public String name() {
    return "gateway-overhead";
  }

  @Override
  public String summary() {
    return "what the gateway adds to a request of an identity model";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    var podPort = Ports.free();
    var adminPort = Ports.free();
    var servicePort = GatewayPort.allocate("bench" + ProcessHandle.current().pid(), Set.of());
    var folder = Files.createDirectories(checkout.root().resolve(".state/bench/overhead"));
    try (var _ =
            Background.start(
                IdentityProcesses.runtime(folder, podPort, adminPort, Optional.empty()));
        var _ =
            Background.start(IdentityProcesses.gateway(servicePort, podPort, Optional.empty()))) {
      var direct = IdentityProcesses.target(podPort);
      var through = IdentityProcesses.target(servicePort.number());
      IdentityProcesses.awaitAnswers(direct);
      IdentityProcesses.awaitAnswers(through);
      var comparison =
          new Comparison(
              name(),
              new Comparison.Way("direct", direct),
              new Comparison.Way("through the gateway", through));
      comparison.warmUp();
      var figures = new Figures(name());
      comparison.latency("direct", figures);
      for (var clients : List.of(1, 8, 32)) {
        var throughput = comparison.throughput(clients);
        var _ =
            figures
                .put(
                    clients == 32 ? "throughput_ratio" : "throughput_ratio_" + clients,
                    throughput.ratio())
                .put("per_second_" + clients, throughput.perSecond());
      }
      return figures;
    }
  }
}
