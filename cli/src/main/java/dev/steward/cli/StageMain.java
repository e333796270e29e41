package dev.steward.cli;

import dev.steward.cli.local.LocalServing;
import dev.steward.core.check.Checked;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.protocol.config.RuntimeConfigJson;
import dev.steward.runtime.NativeLibraries;
import dev.steward.runtime.RuntimeServer;
import dev.steward.runtime.ServerSettings;
import dev.steward.tracing.Teller;
import dev.steward.tracing.Tracing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The process of a later stage under {@code steward run --shards}: its configuration is the first
 * line of standard input, and it ends when that ends.
 */
final class StageMain {

  private StageMain() {}

  /** The command that runs this in another JVM like this one. */
  static List<String> command(Path cache) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        StageMain.class.getName(),
        cache.toString());
  }

  /** Takes the folder for what is kept. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    PlainLogs.toStandardError();
    var cache = Path.of(arguments[0]);
    NativeLibraries.keepIn(cache.resolve("native"));
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var line = Objects.requireNonNullElse(input.readLine(), "");
    switch (RuntimeConfigJson.read(line)) {
      case Checked.Invalid<RuntimeConfig>(var violation) -> end(violation.message());
      case Checked.Valid<RuntimeConfig>(var config) -> {
        var places = LocalServing.places(cache.resolve("models"));
        var tracing =
            Tracing.start(System.getenv(), new Teller("steward", Version.number(), "stage"));
        var server =
            RuntimeServer.start(
                config,
                ServerSettings.forThisMachine("127.0.0.1", 0, 0, places).withTracing(tracing));
        var _ = server.failure().thenAccept(words -> end(words.message()));
        // Nothing more is said; the end is what is waited for.
        var _ = input.transferTo(Writer.nullWriter());
        server.close();
        tracing.close();
        System.exit(0);
      }
    }
  }

  private static void end(String why) {
    System.err.println("error: " + why);
    Runtime.getRuntime().halt(1);
  }
}
