package dev.steward.bench.llm;

import dev.steward.bench.Background;
import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Ports;
import dev.steward.bench.Progress;
import dev.steward.bench.RuntimeProcess;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * SmolLM2-135M of the same file in Steward's runtime and in llama.cpp's server, asked turn by turn
 * for one text and for several at the same time.
 */
public final class Writing implements Benchmark {

  private static final int TURNS = 7;
  private static final List<Integer> STREAMS = List.of(1, 2, 4, 8);
  private static final int MOST = 8;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String MODEL = "m";

  @Override
  public String name() {
    return "llm";
  }

  @Override
  public String summary() {
    return "tokens a second of a small language model against llama.cpp's server";
  }

  /** Who is asked. */
  private record Server(String name, int port, Background process) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      process.close();
    }
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    checkout.run(Duration.ofMinutes(10), Map.of(), List.of("dev/models", "llm"));
    checkout.run(Duration.ofMinutes(60), Map.of(), List.of("dev/peers", "llama"));
    var figures = new Figures(name());
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var steward = steward(checkout)) {
      var llama = checkout.root().resolve(".state/peers/llama/bin/python");
      if (!Files.isExecutable(llama)) {
        Progress.say("llm: llama.cpp's server can't be built here and is left out");
        var _ = measure(http, List.of(steward), figures);
        return figures;
      }
      try (var peer = llama(checkout, llama)) {
        var both = measure(http, List.of(steward, peer), figures);
        figures
            .put("ratio_1", both.getFirst().ratio(1, both.getLast(), 1))
            .put("ratio_8", both.getFirst().ratio(MOST, both.getLast(), both.getLast().fastest()));
      }
    }
    return figures;
  }

  private static Server steward(Checkout checkout) throws IOException {
    var folder = checkout.root().resolve(".state/bench/llm");
    var model = checkout.root().resolve(".state/models/llm/model.gguf");
    int port = Ports.free();
    var config =
        new RuntimeConfig(
            MODEL,
            new ModelUri.LocalFile(model.toString()),
            Optional.empty(),
            ModelTask.GENERATION);
    var builder =
        RuntimeProcess.builder(config, folder, folder.resolve("cache"), port, 0, "4g")
            .redirectError(folder.resolve("errors").toFile());
    return new Server("steward", port, Background.start(builder));
  }

  private static Server llama(Checkout checkout, Path python) throws IOException {
    int port = Ports.free();
    var builder =
        new ProcessBuilder(
                python.toString(),
                "-m",
                "llama_cpp.server",
                "--model",
                checkout.root().resolve(".state/models/llm/model.gguf").toString(),
                "--model_alias",
                MODEL,
                "--n_threads",
                "2",
                "--n_threads_batch",
                "2",
                "--n_ctx",
                "2048",
                // Else each request breaks off the one before.
                "--interrupt_requests",
                "false",
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(port))
            .redirectError(checkout.root().resolve(".state/bench/llm/llama-errors").toFile());
    return new Server("llama", port, Background.start(builder));
  }

  /** What a server did at each number of texts, turn by turn. */
  private record Measured(Server server, Map<Integer, List<Texts>> turns) {

    double rate(int streams) {
      return median(streams, Texts::tokensPerSecond);
    }

    double first(int streams) {
      return median(streams, Texts::slowestFirst);
    }

    /** At how many texts at once it writes the most tokens. */
    int fastest() {
      return STREAMS.stream().max(Comparator.comparingDouble(this::rate)).orElseThrow();
    }

    /**
     * Its rate by the other one's of the same turn, so that the machine's pace has no part in it.
     */
    double ratio(int streams, Measured other, int others) {
      var mine = turns.getOrDefault(streams, List.of());
      var theirs = other.turns.getOrDefault(others, List.of());
      return Progress.median(
          IntStream.range(0, mine.size())
              .mapToDouble(
                  turn -> mine.get(turn).tokensPerSecond() / theirs.get(turn).tokensPerSecond())
              .toArray());
    }

    private double median(int streams, ToDoubleFunction<Texts> of) {
      return Progress.median(
          turns.getOrDefault(streams, List.of()).stream().mapToDouble(of).toArray());
    }

    void put(Figures figures) {
      for (int streams : STREAMS) {
        Progress.say(
            "llm: %s, %d at once: %.1f tokens/s, the slowest began after %.2f s",
            server.name(), streams, rate(streams), first(streams));
        figures
            .put(server.name() + "_per_s_" + streams, rate(streams))
            .put(server.name() + "_first_s_" + streams, first(streams));
      }
    }
  }

  private static List<Measured> measure(HttpClient http, List<Server> servers, Figures figures)
      throws IOException, InterruptedException {
    var measured =
        servers.stream().map(server -> new Measured(server, new LinkedHashMap<>())).toList();
    int texts = 0;
    for (var server : servers) {
      awaitText(http, server);
      var _ = Texts.ask(http, server.port(), MODEL, MOST, texts);
      texts += MOST;
    }
    for (int turn = 0; turn < TURNS; turn++) {
      for (int streams : STREAMS) {
        for (var each : measured) {
          each.turns()
              .computeIfAbsent(streams, _ -> new ArrayList<>())
              .add(Texts.ask(http, each.server().port(), MODEL, streams, texts));
          texts += MOST;
        }
      }
    }
    measured.forEach(each -> each.put(figures));
    figures.put("ttft_8_s", measured.getFirst().first(MOST));
    return measured;
  }

  /** Waits for its first text. */
  private static void awaitText(HttpClient http, Server server)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        var _ = Texts.ask(http, server.port(), MODEL, 1, 0);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw new IOException(server.name() + " doesn't answer", e);
        }
        Thread.sleep(200);
      }
    }
  }
}
