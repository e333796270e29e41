package dev.steward.bench;

import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.protocol.config.RuntimeConfigJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Steward's runtime as a process of its own. */
public final class RuntimeProcess {
  private RuntimeProcess() {}

  /**
   * What starts it, with its standard error inherited.
   *
   * @param folder for its configuration and its last words, which is made where it isn't there
   * @param cache for what it keeps, which several may share
   * @param port for inference; 0 is a free one, which nobody is told
   * @param adminPort as {@code port}
   */
  public static ProcessBuilder builder(
      RuntimeConfig config, Path folder, Path cache, int port, int adminPort) throws IOException {
    return builder(config, folder, cache, port, adminPort, "1g");
  }

  /**
   * As the other one.
   *
   * @param heap as Java's {@code -Xmx} takes it: what is kept of texts depends on it
   */
  public static ProcessBuilder builder(
      RuntimeConfig config, Path folder, Path cache, int port, int adminPort, String heap)
      throws IOException {
    var file = Files.createDirectories(folder).resolve("runtime.json");
    Files.writeString(file, RuntimeConfigJson.write(config));
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.steward.runtime.RuntimeMain")
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .putAll(
            Map.of(
                "STEWARD_CONFIG", file.toString(),
                "STEWARD_CACHE", cache.toString(),
                "STEWARD_PORT", String.valueOf(port),
                "STEWARD_ADMIN_PORT", String.valueOf(adminPort),
                "STEWARD_TERMINATION_LOG", folder.resolve("last-words").toString()));
    return builder;
  }
}
