package dev.steward.bench.overhead;

import dev.steward.bench.Background;
import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.bench.load.ClosedLoop;
import dev.steward.bench.load.OpenLoop;
import dev.steward.bench.load.Target;
import dev.steward.bench.model.IdentityModel;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.serving.GatewayPort;
import dev.steward.protocol.config.RuntimeConfigJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An identity model of 16 floats, through the gateway against the runtime directly: latency at 500
 * requests a second in the open loop, throughput of 1, 8 and 32 clients in the closed one.
 */
public final class GatewayOverhead implements Benchmark {
  private static final int RATE = 500;
  private static final int RUNS = 5;
  private static final Duration OPEN = Duration.ofSeconds(10);
  private static final Duration CLOSED = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String BODY =
      "{\"inputs\": [{\"name\": \"x\", \"shape\": [1, 16], \"datatype\": \"FP32\", \"data\": [%s]}]}"
          .formatted(
              IntStream.range(0, 16).mapToObj(i -> i + ".5").collect(Collectors.joining(", ")));

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
    var podPort = freePort();
    var adminPort = freePort();
    var servicePort = GatewayPort.allocate("bench" + ProcessHandle.current().pid(), Set.of());
    var folder = Files.createDirectories(checkout.root().resolve(".state/bench/overhead"));
    try (var _ = Background.start(runtime(folder, podPort, adminPort));
        var _ = Background.start(gateway(servicePort, podPort))) {
      var direct = target(podPort);
      var through = target(servicePort.number());
      awaitAnswers(direct);
      awaitAnswers(through);
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

  private static void awaitAnswers(Target target) throws InterruptedException, IOException {
    var end = System.nanoTime() + LIMIT.toNanos();
    while (OpenLoop.run(target, 1, Duration.ofSeconds(1)).failed() > 0) {
      if (System.nanoTime() > end) {
        throw new IOException("port %d didn't answer within %s".formatted(target.port(), LIMIT));
      }
    }
  }

  private static ProcessBuilder runtime(Path folder, int port, int adminPort) throws IOException {
    var model = folder.resolve("identity");
    IdentityModel.write(model);
    var config = folder.resolve("runtime.json");
    Files.writeString(
        config,
        RuntimeConfigJson.write(
            new RuntimeConfig(
                "identity",
                new ModelUri.LocalFile(model.toString()),
                Optional.empty(),
                ModelTask.TENSOR)));
    var builder = java("dev.steward.runtime.RuntimeMain");
    builder
        .environment()
        .putAll(
            Map.of(
                "STEWARD_CONFIG", config.toString(),
                "STEWARD_CACHE", folder.resolve("cache").toString(),
                "STEWARD_PORT", "" + port,
                "STEWARD_ADMIN_PORT", "" + adminPort,
                "STEWARD_TERMINATION_LOG", folder.resolve("last-words").toString()));
    return builder;
  }

  private static ProcessBuilder gateway(GatewayPort servicePort, int podPort) {
    return java(GatewayProcess.class.getName(), "" + servicePort.number(), "" + podPort);
  }

  private static ProcessBuilder java(String main, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static Target target(int port) {
    return Target.post("127.0.0.1", port, "/v2/models/identity/infer", BODY);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
