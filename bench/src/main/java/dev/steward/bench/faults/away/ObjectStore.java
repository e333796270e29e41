package dev.steward.bench.faults.away;

import dev.steward.core.task.DataPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A server of the S3 protocol over a folder, which may be killed and started again. */
public final class ObjectStore implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String BUCKET = "evidence";

  private final String program;
  private final Path folder;
  private final int port;
  private Process process;

  private ObjectStore(String program, Path folder, int port) throws IOException {
    this.program = program;
    this.folder = folder;
    this.port = port;
    this.process = begin();
  }

  /**
   * Starts it, empty.
   *
   * @param program versitygw
   * @param folder its objects and its secrets lie below
   */
  public static ObjectStore start(String program, Path folder)
      throws IOException, InterruptedException {
    remove(folder);
    var store = new ObjectStore(program, folder, FreePort.find());
    store.awaitListening();
    Files.createDirectories(store.secrets());
    for (var secret : store.variables().entrySet()) {
      Files.writeString(store.secrets().resolve(secret.getKey()), secret.getValue());
    }
    // A bucket is a folder there.
    Files.createDirectories(folder.resolve("buckets").resolve(BUCKET));
    return store;
  }

  private Process begin() throws IOException {
    return new ProcessBuilder(
            List.of(
                program,
                "--access=bench",
                "--secret=benchsecret",
                "--port=127.0.0.1:" + port,
                "posix",
                Files.createDirectories(folder.resolve("buckets")).toString()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private Map<String, String> variables() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", "bench",
        "AWS_SECRET_ACCESS_KEY", "benchsecret",
        "AWS_ENDPOINT_URL", "http://127.0.0.1:" + port);
  }

  private void awaitListening() throws IOException, InterruptedException {
    var end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw new IOException("the object store doesn't start", e);
        }
        Thread.sleep(20);
      }
    }
  }

  /** Where the objects of a run lie. */
  public DataPath.S3 path(long run) {
    return new DataPath.S3(BUCKET, "run-" + run);
  }

  /** A folder with the secrets of who may write there. */
  public Path secrets() {
    return folder.resolve("secrets");
  }

  /** How many objects a run has there. */
  public long count(long run) throws IOException {
    var objects = objects(run);
    if (!Files.exists(objects)) {
      return 0;
    }
    try (var files = Files.walk(objects)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  /** Removes the objects of a run. */
  public void forget(long run) throws IOException {
    remove(objects(run));
  }

  private Path objects(long run) {
    return folder.resolve("buckets").resolve(BUCKET).resolve(path(run).key());
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Ends it by SIGKILL. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Starts it again where it was. */
  public void startAgain() throws IOException, InterruptedException {
    process = begin();
    awaitListening();
  }

  @Override
  public void close() {
    kill();
  }
}
