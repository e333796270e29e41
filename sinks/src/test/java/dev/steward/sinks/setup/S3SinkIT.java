package dev.steward.sinks.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.task.DataPath;
import dev.steward.sinks.Recorded;
import dev.steward.sinks.SinkState;
import dev.steward.store.s3.S3Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sink over a real server of the S3 protocol (versitygw), which is killed in the middle. */
class S3SinkIT {

  private static final String VARIABLE = "STEWARD_TEST_VERSITYGW";
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path folder;

  private Process server(int port) throws Exception {
    var buckets = Files.createDirectories(folder.resolve("buckets"));
    var program =
        Optional.ofNullable(System.getenv(VARIABLE))
            .orElseThrow(() ->
                new IllegalStateException(
                    VARIABLE + " names no program; run the test by ./dev/test it"));
    var process =
        new ProcessBuilder(
                program,
                "--access=tester",
                "--secret=testersecret",
                "--port=127.0.0.1:" + port,
                "posix",
                buckets.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    until(() -> isListening(port));
    return process;
  }

  private static boolean isListening(int port) {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void until(BooleanSupplier holds) throws InterruptedException {
    var deadline = System.nanoTime() + LONG.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it doesn't come to be");
      }
      Thread.sleep(Duration.ofMillis(20));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Path secrets(int port) throws IOException {
    var secrets = Files.createDirectories(folder.resolve("secrets"));
    for (var secret :
        Map.of(
                "AWS_ACCESS_KEY_ID", "tester\n",
                "AWS_SECRET_ACCESS_KEY", "testersecret\n",
                "AWS_ENDPOINT_URL", "http://127.0.0.1:" + port)
            .entrySet()) {
      Files.writeString(secrets.resolve(secret.getKey()), secret.getValue());
    }
    return secrets;
  }

  /** Indices of all lines of all objects. */
  private Set<Long> stored() throws IOException {
    var indices = new TreeSet<Long>();
    try (var files = Files.walk(folder.resolve("buckets/evidence"))) {
      for (var file : files.filter(one -> one.toString().endsWith(".jsonl")).toList()) {
        for (var line : Files.readAllLines(file)) {
          indices.add(Long.parseLong(line.replaceAll(".*\"index\":([0-9]+),.*", "$1")));
        }
      }
    }
    return indices;
  }

  private static SinkState state(AuditSinks sinks) {
    return sinks.states().getFirst();
  }

  @Test
  void everything_is_in_the_store_though_it_was_killed_in_the_middle() throws Exception {
    var port = freePort();
    var server = server(port);
    var settings =
        new SinkSettings(
            "archive",
            new SinkSettings.S3(new DataPath.S3("evidence", "steward")),
            Optional.of(secrets(port)));
    try (var client =
            S3Settings.of(
                    Map.of(
                        "AWS_ACCESS_KEY_ID", "tester",
                        "AWS_SECRET_ACCESS_KEY", "testersecret",
                        "AWS_ENDPOINT_URL", "http://127.0.0.1:" + port))
                .connect();
        var log = new Recorded(folder.resolve("volume"))) {
      client.createBucket(request -> request.bucket("evidence"));
      // More than fits into one object, so that nobody lingers.
      log.requests(2100);
      log.records();
      try (var sinks =
          AuditSinks.start(List.of(settings), log.folder(), Recorded.ROOT, log::tail)) {
        until(() -> state(sinks).next() == 4096);
        server.destroyForcibly().waitFor();
        log.requests(2100);
        log.records();
        until(() -> state(sinks).failures() > 0);
        assertThat(state(sinks).problem().orElseThrow()).contains("the object store fails");
        server = server(port);
        until(() -> state(sinks).next() >= 8192);
      }
    } finally {
      server.destroyForcibly().waitFor();
    }
    assertThat(stored()).containsAll(LongStream.range(0, 8192).boxed().toList());
  }
}
