package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.OthersClients;
import dev.steward.runtime.testing.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Triton's own client for Python, unchanged, against a running server, by HTTP and by gRPC. */
class TritonClientIT {

  @Test
  void triton_s_client_works(@TempDir Path folder) throws Exception {
    var python = OthersClients.python("triton", "tritonclient[http,grpc]==2.73.0");
    try (var server =
        TestServer.of(
            OnnxFile.identity(folder.resolve("m.onnx"), 2),
            ModelTask.TENSOR,
            settings -> settings.withGrpcPort(0))) {
      assertThat(
              OthersClients.run(
                  folder,
                  python,
                  OthersClients.script("triton.py"),
                  "127.0.0.1:" + server.server().port(),
                  "127.0.0.1:" + server.server().grpcPort().orElseThrow()))
          .endsWith("OK\n");
    }
  }
}
