package dev.steward.bench.runtime;

import dev.steward.bench.Background;
import dev.steward.bench.load.OpenLoop;
import dev.steward.bench.load.Target;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.protocol.config.RuntimeConfigJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Steward's runtime as a process of its own, as its image starts it. */
record Steward(Background process, int port, int adminPort) implements AutoCloseable {

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
    Files.createDirectories(folder);
    int port = freePort();
    int adminPort = freePort();
    var config =
        new RuntimeConfig(
                MODEL, new ModelUri.LocalFile(model.toString()), Optional.empty(), ModelTask.TENSOR)
            .withMaxBatch(maxBatch);
    var file = folder.resolve("runtime.json");
    Files.writeString(file, RuntimeConfigJson.write(config));
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.steward.runtime.RuntimeMain")
            .redirectError(folder.resolve("errors").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "STEWARD_CONFIG", file.toString(),
                "STEWARD_CACHE", folder.resolve("cache").toString(),
                "STEWARD_PORT", String.valueOf(port),
                "STEWARD_ADMIN_PORT", String.valueOf(adminPort),
                "STEWARD_TERMINATION_LOG", folder.resolve("last-words").toString()));
    return new Steward(Background.start(builder), port, adminPort);
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
    long end = System.nanoTime() + LIMIT.toNanos();
    while (OpenLoop.run(target, 1, Duration.ofSeconds(1)).failed() > 0) {
      if (System.nanoTime() > end) {
        throw new IOException("no answer within " + LIMIT);
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
