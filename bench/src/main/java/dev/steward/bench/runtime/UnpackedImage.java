package dev.steward.bench.runtime;

import dev.steward.bench.Checkout;
import dev.steward.bench.Ports;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.protocol.config.RuntimeConfigJson;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runtime's image, unpacked: its files, its options, its recorded start, without a cluster.
 *
 * @param folder with its files and what it starts
 */
record UnpackedImage(Checkout checkout, Path folder) {

  /** What clients call the model. */
  static final String MODEL = "m";

  /** What a pod of 512 MiB has: two fifths. */
  private static final String HEAP = "204m";

  private static final Duration LIMIT = Duration.ofMinutes(20);

  /** Builds it where it isn't built, and unpacks it into {@code folder}. */
  static UnpackedImage in(Path folder, Checkout checkout) throws IOException, InterruptedException {
    checkout.run(LIMIT, Map.of(), List.of("dev/unpack", folder.toString()));
    return new UnpackedImage(checkout, folder);
  }

  /** Starts it with a folder as its model. */
  Launched launch(Path model, ModelTask task) throws IOException {
    var config =
        new RuntimeConfig(MODEL, new ModelUri.Pvc("models", "minilm"), Optional.empty(), task);
    Files.writeString(root().resolve("etc/steward/runtime.json"), RuntimeConfigJson.write(config));
    int port = Ports.free();
    var builder =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "bash",
                checkout.root().resolve("dev/lib/start-inside.sh").toString(),
                root().toString(),
                folder.resolve("process").toString(),
                model.toString(),
                HEAP)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(folder.resolve("log").toFile()));
    builder
        .environment()
        .putAll(
            Map.of(
                "STEWARD_PORT", String.valueOf(port),
                "STEWARD_ADMIN_PORT", String.valueOf(Ports.free()),
                "STEWARD_TERMINATION_LOG", "/tmp/last-words"));
    return new Launched(builder.start(), port);
  }

  private Path root() {
    return folder.resolve("root");
  }
}
