package dev.steward.bench.balance;

import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.core.serving.GatewayPort;
import dev.steward.gateway.GatewayServer;
import dev.steward.gateway.GatewaySettings;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/** Latency at the 99th percentile: the gateway's choice over round robin's and over chance's. */
public final class Balance implements Benchmark {

  /** Two thirds of the middle, the middle, and a third more. Together eight. */
  private static final double[] SPEEDS = {0.67, 0.67, 1, 1, 1, 1, 1.33, 1.33};

  /** Of all speeds together. Round robin then fills the slowest pods to 0.9. */
  private static final double LOAD = 0.6;

  private static final int SEEDS = 20;
  private static final int SIMULATED = 200_000;
  private static final int ROUNDS = 3;
  private static final Duration MEAN = Duration.ofMillis(25);
  private static final Duration ROUND = Duration.ofSeconds(40);

  @Override
  public String name() {
    return "balance";
  }

  @Override
  public String summary() {
    return "the gateway's choice of a pod against round robin and random";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    var figures = new Figures(name());
    var simulated = simulated(figures);
    var real = real(figures);
    return figures.put("p99_ratio", Math.max(simulated, real));
  }

  private static double load() {
    return LOAD * DoubleStream.of(SPEEDS).sum();
  }

  /** The median over the seeds; each has the same jobs for all three. */
  private static double simulated(Figures figures) {
    var toRoundRobin = new double[SEEDS];
    var toRandom = new double[SEEDS];
    for (var seed = 0; seed < SEEDS; seed++) {
      var jobs = Job.draw(seed, SIMULATED, (double) MEAN.toNanos(), load());
      var ours = p99(Simulation.run(jobs, SPEEDS, new GatewaysChoice(SPEEDS.length, seed)));
      toRoundRobin[seed] =
          ours / p99(Simulation.run(jobs, SPEEDS, Choice.roundRobin(SPEEDS.length)));
      toRandom[seed] = ours / p99(Simulation.run(jobs, SPEEDS, Choice.random(SPEEDS.length, seed)));
    }
    var ratio = Progress.median(toRoundRobin);
    Progress.say("balance: virtual clock, %d seeds: p99 %.2f of round robin's", SEEDS, ratio);
    figures
        .put("sim_p99_ratio", ratio)
        .put("sim_p99_ratio_worst", DoubleStream.of(toRoundRobin).max().orElseThrow())
        .put("sim_p99_ratio_random", Progress.median(toRandom));
    return ratio;
  }

  /**
   * Round robin and chance go to the pods directly, without what a gateway costs. The rounds' jobs
   * differ, and are the same for all three.
   */
  private static double real(Figures figures) throws IOException {
    try (var pods = new SlowPods(SPEEDS)) {
      return real(pods.ports(), figures);
    }
  }

  private static double real(List<Integer> pods, Figures figures) throws IOException {
    var port = GatewayPort.allocate("balance" + ProcessHandle.current().pid(), Set.of());
    var addresses = pods.stream().map(pod -> new PodAddress("127.0.0.1", pod)).toList();
    var settings =
        GatewaySettings.defaults()
            .withFrontPort(0)
            .withHost("127.0.0.1")
            // A machine that is busy otherwise isn't a pod that can't be reached.
            .withWaits(Duration.ofSeconds(30), Duration.ofSeconds(10));
    var number = (int) (ROUND.toNanos() / (double) MEAN.toNanos() * load());
    var ours = new Histogram(3);
    var roundRobin = new Histogram(3);
    var random = new Histogram(3);
    try (var _ =
        GatewayServer.start(settings, Routes.of(List.of(GatewaysChoice.route(port, addresses))))) {
      var turns = Choice.roundRobin(pods.size());
      var chance = Choice.random(pods.size(), 1);
      var _ =
          RealRun.run(Job.draw(99, number / 4, (double) MEAN.toNanos(), load() / 2), port::number);
      for (var round = 0; round < ROUNDS; round++) {
        var jobs = Job.draw(100 + round, number, (double) MEAN.toNanos(), load());
        ours.add(RealRun.run(jobs, port::number));
        roundRobin.add(RealRun.run(jobs, () -> pods.get(turns.next().pod())));
        random.add(RealRun.run(jobs, () -> pods.get(chance.next().pod())));
        Progress.say(
            "balance: real, round %d of %d: p99 %.0f ms; round robin %.0f ms, random %.0f ms",
            round + 1, ROUNDS, p99(ours) / 1e6, p99(roundRobin) / 1e6, p99(random) / 1e6);
      }
    }
    figures
        .put("real_p99_ratio", p99(ours) / p99(roundRobin))
        .put("real_p99_ratio_random", p99(ours) / p99(random))
        .put("real_p99_ms", p99(ours) / 1e6)
        .put("real_round_robin_p99_ms", p99(roundRobin) / 1e6)
        .put("real_random_p99_ms", p99(random) / 1e6);
    return p99(ours) / p99(roundRobin);
  }

  private static double p99(Histogram nanos) {
    return nanos.getValueAtPercentile(99);
  }
}
