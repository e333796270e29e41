package dev.steward.bench.density;

import dev.steward.bench.Background;
import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Ports;
import dev.steward.bench.Progress;
import dev.steward.bench.RuntimeProcess;
import dev.steward.bench.model.AddingModel;
import dev.steward.core.measure.Bytes;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.core.runtime.RepositoryConfig.Control;
import dev.steward.core.runtime.RuntimeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * 1,000 models in one process that has room for a quarter of them. Clients ask each of them, in a
 * random order and then in another one, and a tenth of them again and again. Every answer must be
 * that model's own.
 */
public final class Density implements Benchmark {
  private static final String NAME = "density";
  private static final int MODELS = 1000;
  private static final int CLIENTS = 4;
  private static final int ROUNDS = 2;
  private static final int SEED = 1;

  /** Models that are asked again and again at the end, while they stay loaded. */
  private static final int FAVOURITES = 100;

  private static final int TIMES = 10;
  private static final int HEAP_MB = 256;

  /** Small models count for 512 KiB each: room for some 250. */
  private static final int MEMORY_MB = 128;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "1,000 models in one process with room for a quarter of them, each asked twice";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    var folder = Files.createTempDirectory("bench-density");
    var models = folder.resolve("models");
    for (int model = 0; model < MODELS; model++) {
      AddingModel.write(models.resolve("m" + model).resolve("1"), model);
    }
    int port = Ports.free();
    int adminPort = Ports.free();
    var builder =
        RuntimeProcess.builder(
            config(models), folder, folder.resolve("cache"), port, adminPort, HEAP_MB + "m");
    try (var process = Background.start(builder)) {
      var server = new ManyModels(port, adminPort);
      server.awaitReady();
      var asked = asked(server);
      return figures(asked, server, process.process().pid());
    }
  }

  private static RuntimeConfig config(Path models) {
    return new RuntimeConfig(
            "density",
            new ModelUri.LocalFile(models.toString()),
            Optional.empty(),
            ModelTask.TENSOR)
        .withRepository(
            Optional.of(new RepositoryConfig(new Bytes((long) MEMORY_MB << 20), Control.NOBODY)));
  }

  /** Each client has its part of each round's order. */
  private static List<ManyModels.Answer> asked(ManyModels server) throws Exception {
    var random = new Random(SEED);
    var answers = new ArrayList<ManyModels.Answer>();
    for (int round = 1; round <= ROUNDS; round++) {
      var order = new ArrayList<>(IntStream.range(0, MODELS).boxed().toList());
      Collections.shuffle(order, random);
      try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
        var parts = new ArrayList<Future<List<ManyModels.Answer>>>();
        for (int client = 0; client < CLIENTS; client++) {
          var part = order.subList(client * MODELS / CLIENTS, (client + 1) * MODELS / CLIENTS);
          parts.add(clients.submit(() -> server.ask(part)));
        }
        for (var part : parts) {
          answers.addAll(part.get());
        }
      }
      Progress.say("density: round %d of %d is over", round, ROUNDS);
    }
    var favourites = IntStream.range(0, FAVOURITES).boxed().toList();
    for (int time = 0; time < TIMES; time++) {
      answers.addAll(server.ask(favourites));
    }
    return answers;
  }

  private static Figures figures(List<ManyModels.Answer> asked, ManyModels server, long pid)
      throws IOException, InterruptedException {
    var hits = asked.stream().filter(ManyModels.Answer::wasLoaded).toList();
    var misses = asked.stream().filter(answer -> !answer.wasLoaded()).toList();
    return new Figures(NAME)
        .put("models", MODELS)
        .put("answers", asked.size())
        .put("wrong", (double) asked.stream().filter(answer -> !answer.right()).count())
        .put("heap_max_mb", HEAP_MB)
        .put("memory_bound_mb", MEMORY_MB)
        .put("memory_held_mb", server.metric("steward_runtime_models_held_bytes") / (1 << 20))
        .put("rss_peak_mb", status(pid, "VmHWM") / 1024.0)
        .put("threads", (double) status(pid, "Threads"))
        .put("loaded", server.metric("steward_runtime_models_loaded"))
        .put("loads", server.metric("steward_runtime_models_loads_seconds_count"))
        .put("unloads", server.metric("steward_runtime_models_unloads_total"))
        .put("hits", hits.size())
        .put("hit_p50_ms", millis(hits, 0.5))
        .put("hit_p99_ms", millis(hits, 0.99))
        .put("misses", misses.size())
        .put("miss_p50_ms", millis(misses, 0.5))
        .put("miss_p99_ms", millis(misses, 0.99));
  }

  private static double millis(List<ManyModels.Answer> answers, double share) {
    var sorted = answers.stream().mapToLong(ManyModels.Answer::nanos).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))] / 1e6;
  }

  /** A number that the kernel has of a process; of memory KiB. */
  private static long status(long pid, String name) throws IOException {
    try (var lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElseThrow();
    }
  }
}
