package dev.steward.store;

import dev.steward.core.error.LoadException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process that opens a model in a cache which it shares with others, and uses it until it ends.
 */
final class CacheProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader said;

  private CacheProcess(Process process) {
    this.process = process;
    this.said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static CacheProcess start(Path certificate, Path cache, long bytes, String uri)
      throws IOException {
    var classes =
        Optional.ofNullable(System.getProperty("surefire.test.class.path"))
            .orElse(System.getProperty("java.class.path"));
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-cp",
            classes,
            CacheProcess.class.getName(),
            certificate.toString(),
            cache.toString(),
            String.valueOf(bytes),
            uri);
    return new CacheProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Where it has the model, or why it hasn't. */
  String line() throws IOException {
    return String.valueOf(said.readLine());
  }

  /** By SIGKILL. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  /** Takes the folder of a certificate, the cache's folder, its bytes, and an address. */
  public static void main(String[] arguments) throws Exception {
    var trust = OwnCertificate.load(Path.of(arguments[0])).context();
    var cache = Path.of(arguments[1]);
    var own = cache.resolveSibling("own");
    var places =
        new Places(own, own).withShared(new Places.Shared(cache, Long.parseLong(arguments[2])));
    try {
      System.out.println(new Pulls(places, () -> trust).open(arguments[3]));
    } catch (LoadException e) {
      System.out.println(e.failure().code().code() + ": " + e.getMessage());
    }
    // It uses the model until it is killed, or whoever started it ends.
    while (System.in.read() >= 0) {
      System.out.flush();
    }
  }
}
