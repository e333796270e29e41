package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.OthersClients;
import dev.steward.runtime.testing.TestServer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Triton's and KServe's own Python clients, unchanged, against a running server, over HTTP and
 * gRPC.
 */
class InferenceClientsIT {

  private TestServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server =
        TestServer.of(
            OnnxFile.identity(folder.resolve("m.onnx"), 2),
            ModelTask.TENSOR,
            settings -> settings.withGrpcPort(0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRITON", "KSERVE"})
  void it_works(String client) throws Exception {
    assertThat(
            said(
                "infer.py",
                client,
                String.valueOf(server.server().port()),
                String.valueOf(server.server().grpcPort().orElseThrow())))
        .endsWith("OK\n");
  }

  @Test
  void triton_s_client_reads_the_statistics_and_says_when_to_compute() throws Exception {
    assertThat(
            said(
                "triton.py",
                "127.0.0.1:" + server.server().port(),
                "127.0.0.1:" + server.server().grpcPort().orElseThrow()))
        .endsWith("OK\n");
  }

  private static String said(String script, String... arguments) throws Exception {
    var python = OthersClients.python("inference");
    var command = Stream.of(Stream.of(python, OthersClients.script(script)), Stream.of(arguments));
    return OthersClients.run(Path.of("."), command.flatMap(each -> each).toArray(String[]::new));
  }
}
