package dev.steward.bench.sharding;

import dev.steward.bench.Ports;
import dev.steward.bench.RuntimeProcess;
import dev.steward.bench.load.Target;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.runtime.StageConfig;
import dev.steward.core.runtime.StageConfig.Member;
import dev.steward.core.runtime.StageConfig.TlsFiles;
import dev.steward.core.shard.StagePlan;
import dev.steward.core.shard.StagePlanner;
import dev.steward.runtime.inspect.Inspector;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The processes of a model: one, or one for each stage. */
final class Group implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path folder;
  private final int port;
  private final List<ProcessBuilder> commands = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Group(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /**
   * Starts all processes.
   *
   * @param model its folder
   * @param stages 1 for the whole model in one process
   */
  static Group start(String name, Path model, Path folder, int stages, Optional<TlsFiles> tls)
      throws Exception {
    var group = new Group(Files.createDirectories(folder.resolve(name)), Ports.free());
    var whole =
        new RuntimeConfig(
            "minilm",
            new ModelUri.LocalFile(model.toString()),
            Optional.empty(),
            ModelTask.EMBEDDING);
    try {
      if (stages == 1) {
        group.add(0, whole);
      } else {
        for (var config : configs(whole, model, stages, tls)) {
          group.add(config.stage().orElseThrow().index(), config);
        }
      }
      return group;
    } catch (IOException | RuntimeException e) {
      group.close();
      throw e;
    }
  }

  private static List<RuntimeConfig> configs(
      RuntimeConfig whole, Path model, int stages, Optional<TlsFiles> tls) throws Exception {
    var facts = Inspector.inspect(model.resolve("model.onnx")).facts();
    if (!(StagePlanner.plan("stages", facts.layers(), stages, Optional.empty())
        instanceof StagePlan.Possible(var cut, var loads))) {
      throw new IOException("the model has fewer than " + stages + " layers");
    }
    var members = new ArrayList<Member>();
    for (int i = 0; i < stages; i++) {
      members.add(new Member("127.0.0.1", Ports.free()));
    }
    var configs = new ArrayList<RuntimeConfig>();
    for (int i = 0; i < stages; i++) {
      configs.add(whole.withStage(new StageConfig(i, cut, members, "bench", tls)));
    }
    return configs;
  }

  private void add(int index, RuntimeConfig config) throws IOException {
    var builder =
        RuntimeProcess.builder(
                config,
                folder.resolve("stage-" + index),
                folder.resolveSibling("cache"),
                index == 0 ? port : 0,
                0)
            .redirectOutput(folder.resolve("stage-" + index + ".log").toFile());
    commands.add(builder);
    processes.add(builder.start());
  }

  /** Where it takes a request. */
  Target target(String json) {
    return Target.post("127.0.0.1", port, "/v1/embeddings", json);
  }

  /** The status of one request, or 0 where nobody answers. */
  int status(String json, Duration limit) throws InterruptedException {
    try {
      return http.send(request("/v1/embeddings", json, limit), BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  /** The answer to a request for tensors. */
  String infer(String json) throws IOException, InterruptedException {
    var answer =
        http.send(request("/v2/models/minilm/infer", json, LIMIT), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.body());
    }
    return answer.body();
  }

  private HttpRequest request(String path, String json, Duration limit) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(limit)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json))
        .build();
  }

  /** The time that cores have spent on all of its processes. */
  Duration cpu() {
    return processes.stream()
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Waits until it answers. */
  void awaitAnswer(String json) throws IOException, InterruptedException {
    var end = System.nanoTime() + LIMIT.toNanos();
    while (status(json, Duration.ofSeconds(30)) != 200) {
      if (System.nanoTime() > end) {
        throw new IOException("no answer within " + LIMIT + "; see " + folder);
      }
      Thread.sleep(20);
    }
  }

  /** Kills a stage as a machine does that loses its power, but for the connections' ends. */
  void kill(int stage) throws InterruptedException {
    processes.get(stage).destroyForcibly().waitFor();
  }

  /** Starts it again, as a supervisor would. */
  void restart(int stage) throws IOException {
    processes.set(stage, commands.get(stage).start());
  }

  @Override
  public void close() throws IOException {
    processes.forEach(Process::destroyForcibly);
    try {
      for (var process : processes) {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          throw new IOException("a stage doesn't end");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
