package dev.steward.bench.runtime;

import dev.steward.bench.Background;
import dev.steward.bench.Compilers;
import dev.steward.bench.Ports;
import dev.steward.bench.RuntimeProcess;
import dev.steward.bench.load.Readiness;
import dev.steward.bench.load.Target;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Steward's runtime as a process of its own, as its image starts it. */
record Steward(Background process, int port, int adminPort, int grpcPort) implements AutoCloseable {

  /** What clients call the model. */
  static final String MODEL = "m";

  private static final Duration LIMIT = Duration.ofMinutes(1);

  /**
   * Starts it.
   *
   * @param folder for its files
   * @param maxBatch {@code spec.runtime.maxBatch}
   */
  static Steward start(Path model, Path folder, Optional<Integer> maxBatch) throws IOException {
    int port = Ports.free();
    int adminPort = Ports.free();
    int grpcPort = Ports.free();
    var config =
        new RuntimeConfig(
                MODEL, new ModelUri.LocalFile(model.toString()), Optional.empty(), ModelTask.TENSOR)
            .withMaxBatch(maxBatch);
    var builder =
        RuntimeProcess.builder(config, folder, folder.resolve("cache"), port, adminPort)
            .redirectError(folder.resolve("errors").toFile());
    builder.environment().put("STEWARD_GRPC_PORT", String.valueOf(grpcPort));
    return new Steward(Background.start(builder), port, adminPort, grpcPort);
  }

  /** What compilers have taken of the processors' time, here and there. */
  Duration compilers() throws IOException {
    return Compilers.of(process.process().pid()).plus(Compilers.of(ProcessHandle.current().pid()));
  }

  /** One number of its metrics, 0 where it isn't there yet. */
  double metric(String name) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/metrics")).build();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofLines())
          .body()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .sum();
    }
  }

  /**
   * Waits until it answers.
   *
   * @throws IOException when it doesn't within a minute
   */
  void awaitAnswer(Target target) throws IOException {
    Readiness.await(target, LIMIT);
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
