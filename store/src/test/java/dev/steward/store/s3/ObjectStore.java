package dev.steward.store.s3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server of the S3 protocol (versitygw) over a folder, for the time of a test. */
public final class ObjectStore implements AutoCloseable {

  private static final String VARIABLE = "STEWARD_TEST_VERSITYGW";
  private static final Duration START = Duration.ofSeconds(60);

  private final Process process;
  private final String scheme;
  private final int port;

  private ObjectStore(Process process, String scheme, int port) {
    this.process = process;
    this.scheme = scheme;
    this.port = port;
  }

  /** Starts one whose objects lie below {@code folder}. */
  public static ObjectStore start(Path folder) throws IOException, InterruptedException {
    return start(folder, "http", List.of());
  }

  /** The same over TLS, with a certificate and its key in PEM. */
  public static ObjectStore secured(Path folder, Path certificate, Path key)
      throws IOException, InterruptedException {
    return start(
        folder, "https", List.of("--cert", certificate.toString(), "--key", key.toString()));
  }

  private static ObjectStore start(Path folder, String scheme, List<String> options)
      throws IOException, InterruptedException {
    var program =
        Optional.ofNullable(System.getenv(VARIABLE))
            .orElseThrow(() ->
                new IllegalStateException(
                    VARIABLE + " names no program; run the test by ./dev/test it"));
    var buckets = Files.createDirectories(folder.resolve("buckets"));
    int port = freePort();
    var command = new ArrayList<>(List.of(program, "--access", "tester"));
    command.addAll(List.of("--secret", "testersecret", "--port", "127.0.0.1:" + port));
    command.addAll(options);
    command.addAll(List.of("posix", buckets.toString()));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("versitygw.log").toFile())
            .start();
    var store = new ObjectStore(process, scheme, port);
    store.await(folder.resolve("versitygw.log"));
    return store;
  }

  /** The environment of a process that may use it. */
  public Map<String, String> variables() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", "tester",
        "AWS_SECRET_ACCESS_KEY", "testersecret",
        "AWS_REGION", "us-east-1",
        "AWS_ENDPOINT_URL", scheme + "://127.0.0.1:" + port);
  }

  /** Makes a bucket. */
  public void bucket(String name) {
    try (var client = S3Settings.of(variables()).connect()) {
      client.createBucket(request -> request.bucket(name));
    }
  }

  private void await(Path log) throws IOException, InterruptedException {
    var deadline = Instant.now().plus(START);
    while (true) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        if (!process.isAlive() || Instant.now().isAfter(deadline)) {
          throw new IllegalStateException("no server:\n" + Files.readString(log), e);
        }
      }
      var _ = process.waitFor(Duration.ofMillis(50));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
