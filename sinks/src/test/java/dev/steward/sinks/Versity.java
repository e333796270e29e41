package dev.steward.sinks;

import dev.steward.store.s3.S3Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A server of the S3 protocol (versitygw) over a folder, that may be killed and started again. */
public final class Versity implements AutoCloseable {

  private static final String VARIABLE = "STEWARD_TEST_VERSITYGW";
  private static final Duration LONG = Duration.ofMinutes(2);

  private final Path folder;
  private final int port;
  private Process process;

  private Versity(Path folder, int port) throws IOException {
    this.folder = folder;
    this.port = port;
    this.process = begin();
  }

  /** One whose objects lie below {@code folder}, with a bucket. */
  public static Versity start(Path folder, String bucket) throws Exception {
    var server = new Versity(folder, freePort());
    server.awaitListening();
    try (var client = S3Settings.of(server.variables()).connect()) {
      client.createBucket(request -> request.bucket(bucket));
    }
    return server;
  }

  /** Starts it again where it was. */
  public void startAgain() throws Exception {
    process = begin();
    awaitListening();
  }

  /** Ends it at once. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  private Process begin() throws IOException {
    var program =
        Optional.ofNullable(System.getenv(VARIABLE))
            .orElseThrow(() ->
                new IllegalStateException(
                    VARIABLE + " names no program; run the test by ./dev/test it"));
    return new ProcessBuilder(
            program,
            "--access=tester",
            "--secret=testersecret",
            "--port=127.0.0.1:" + port,
            "posix",
            Files.createDirectories(buckets()).toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** The folders of the buckets. */
  public Path buckets() {
    return folder.resolve("buckets");
  }

  private Map<String, String> variables() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", "tester",
        "AWS_SECRET_ACCESS_KEY", "testersecret",
        "AWS_ENDPOINT_URL", "http://127.0.0.1:" + port);
  }

  /** A folder with a file for each of the secrets of who may write there. */
  public Path secrets() throws IOException {
    var secrets = Files.createDirectories(folder.resolve("secrets"));
    for (var secret : variables().entrySet()) {
      Files.writeString(secrets.resolve(secret.getKey()), secret.getValue() + "\n");
    }
    return secrets;
  }

  private void awaitListening() throws InterruptedException {
    until(this::isListening);
  }

  private boolean isListening() {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits until something holds. */
  public static void until(BooleanSupplier holds) throws InterruptedException {
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

  @Override
  public void close() {
    kill();
  }
}
