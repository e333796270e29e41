package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Triton's and KServe's own Python clients, unchanged, against a running server, over HTTP and
 * gRPC. They come from PyPI, once for each build folder.
 */
class InferenceClientsIT {

  private static final List<String> PACKAGES =
      List.of("tritonclient[http,grpc]==2.73.0", "kserve==0.21.0");
  private static final Path CLIENTS = Path.of("target", "clients").toAbsolutePath();
  private static final Path SCRIPT =
      Path.of("src", "test", "resources", "clients", "infer.py").toAbsolutePath();

  private static TestServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server =
        TestServer.of(
            OnnxFile.identity(folder.resolve("m.onnx"), 2),
            ModelTask.TENSOR,
            settings -> settings.withGrpcPort(0));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRITON", "KSERVE"})
  void it_works(String client) throws Exception {
    var said =
        run(
            python(),
            SCRIPT.toString(),
            client,
            String.valueOf(server.server().port()),
            String.valueOf(server.server().grpcPort().orElseThrow()));
    assertThat(said).endsWith("OK\n");
  }

  /** An interpreter that has the packages. */
  private static String python() throws Exception {
    var folder = CLIENTS.resolve("inference");
    var interpreter = folder.resolve("bin").resolve("python").toString();
    var done = folder.resolve("installed");
    if (!Files.exists(done)) {
      Files.createDirectories(CLIENTS);
      run("python3", "-m", "venv", folder.toString());
      run(interpreter, "-m", "pip", "install", "--quiet", PACKAGES.getFirst(), PACKAGES.getLast());
      Files.writeString(done, PACKAGES.toString());
    }
    return interpreter;
  }

  private static String run(String... command) throws Exception {
    var process =
        new ProcessBuilder(List.of(command))
            .directory(CLIENTS.toFile())
            .redirectErrorStream(true)
            .start();
    try (var out = process.getInputStream()) {
      var said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
      return said;
    }
  }
}
