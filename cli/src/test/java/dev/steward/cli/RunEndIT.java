package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How {@code steward run}, in a process of its own, ends before it serves. */
@Timeout(120)
class RunEndIT {

  @TempDir private Path folder;

  private Process run(Path file) throws Exception {
    var builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.steward.cli.Steward",
                    "run",
                    file.toString(),
                    "--port",
                    "0"))
            .redirectErrorStream(true);
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    return builder.start();
  }

  /** The model's server accepts the call and says nothing, so that the load doesn't end. */
  @Test
  void a_signal_while_a_model_is_loaded_ends_it_at_once_and_without_a_word() throws Exception {
    try (var door = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      var file =
          Files.writeString(
              folder.resolve("service.yaml"),
              """
              apiVersion: steward.dev/v1alpha1
              kind: ModelService
              metadata: {name: slow}
              spec: {model: {uri: "https://127.0.0.1:%d/m.onnx"}}
              """
                  .formatted(door.getLocalPort()));
      var process = run(file);
      try (var call = door.accept()) {
        process.toHandle().destroy();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(ExitCode.STOPPED);
        assertThat(output).doesNotContain("error", "fatal");
        assertThat(call.isConnected()).isTrue();
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void a_model_that_cant_be_served_ends_it_with_the_status_of_a_refusal() throws Exception {
    Files.writeString(folder.resolve("model.onnx"), "no model");
    var file =
        Files.writeString(
            folder.resolve("service.yaml"),
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: rubbish}
            spec: {model: {uri: "%s"}}
            """
                .formatted(folder.resolve("model.onnx").toUri()));
    var process = run(file);
    try {
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(output).isEqualTo(ExitCode.REFUSED);
      assertThat(output).contains("model.onnx can't be read as an ONNX model");
    } finally {
      process.destroyForcibly();
    }
  }
}
