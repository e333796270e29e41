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
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An identity model of 16 floats, through the gateway against the runtime directly: latency at 500
 * requests a second in the open loop, throughput of 1, 8 and 32 clients in the closed one.
 */
public final class GatewayOverhead implements Benchmark {
  private static final int RATE = 500;
  private static final int RUNS = 5;
  private static final Duration OPEN = Duration.ofSeconds(10);
  private static final Duration CLOSED = Duration.ofSeconds(5);

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
    var podPort = IdentityProcesses.freePort();
    var adminPort = IdentityProcesses.freePort();
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
      warmUp(direct, through);
      var figures = new Figures(name());
      latency(direct, through, figures);
      throughput(direct, through, figures);
      return figures;
    }
  }

  private static void warmUp(Target direct, Target through)
      throws IOException, InterruptedException {
    Progress.say("gateway-overhead: warming up");
    for (var target : List.of(direct, through, direct, through)) {
      ClosedLoop.perSecond(target, 8, CLOSED);
    }
  }

  private static void latency(Target direct, Target through, Figures figures) throws IOException {
    var p50 = new double[RUNS];
    var p99 = new double[RUNS];
    var directP50 = new double[RUNS];
    var directP99 = new double[RUNS];
    for (var i = 0; i < RUNS; i++) {
      var alone = answered(OpenLoop.run(direct, RATE, OPEN));
      var added = answered(OpenLoop.run(through, RATE, OPEN));
      directP50[i] = alone.millis(50);
      directP99[i] = alone.millis(99);
      p50[i] = added.millis(50) - alone.millis(50);
      p99[i] = added.millis(99) - alone.millis(99);
      Progress.say(
          "gateway-overhead: run %d of %d at %d/s: direct p50 %.2f ms p99 %.2f ms, through the"
              + " gateway p50 %.2f ms p99 %.2f ms",
          i + 1,
          RUNS,
          RATE,
          alone.millis(50),
          alone.millis(99),
          added.millis(50),
          added.millis(99));
    }
    figures
        .put("added_p50_ms", Progress.median(p50))
        .put("added_p99_ms", Progress.median(p99))
        .put("direct_p50_ms", Progress.median(directP50))
        .put("direct_p99_ms", Progress.median(directP99));
  }

  private static void throughput(Target direct, Target through, Figures figures)
      throws IOException, InterruptedException {
    for (var clients : List.of(1, 8, 32)) {
      var ratios = new double[RUNS];
      var rates = new double[RUNS];
      for (var i = 0; i < RUNS; i++) {
        var alone = ClosedLoop.perSecond(direct, clients, CLOSED);
        rates[i] = ClosedLoop.perSecond(through, clients, CLOSED);
        ratios[i] = rates[i] / alone;
        Progress.say(
            "gateway-overhead: %d clients, run %d of %d: direct %.0f/s, through the gateway %.0f/s",
            clients, i + 1, RUNS, alone, rates[i]);
      }
      figures.put(
          clients == 32 ? "throughput_ratio" : "throughput_ratio_" + clients,
          Progress.median(ratios));
      figures.put("per_second_" + clients, Progress.median(rates));
    }
  }

  private static OpenLoop.Result answered(OpenLoop.Result result) throws IOException {
    if (result.failed() > 0) {
      throw new IOException("requests failed: " + result.failures());
    }
    return result;
  }
}
