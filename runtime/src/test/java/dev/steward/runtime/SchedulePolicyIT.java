package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.model.ModelTask;
import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.inference.InferParameter;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.runtime.testing.GrpcClient;
import dev.steward.runtime.testing.GrpcClient.Ended;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.TestServer;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulePolicyIT {

  private static TestServer server;
  private static GrpcClient client;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server =
        TestServer.of(
            OnnxFile.identity(folder.resolve("m.onnx"), 2),
            ModelTask.TENSOR,
            settings -> settings.withGrpcPort(0));
    client = GrpcClient.of(server);
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "priority": 1, "timeout": 50000000 | 200 |
          "priority": 0, "timeout": 0        | 200 |
          "timeout": 1                       | 504 | there was no answer within 1 µs
          "priority": 9                      | 400 | parameters.priority: found 9
          "timeout": "soon"                  | 400 | parameters.timeout: found
          """)
  void over_rest(String parameters, int status, String message) {
    var answer =
        server.post(
            "/v2/models/m/infer",
            "{\"parameters\":{%s},\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}"
                .formatted(parameters));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(message == null ? "outputs" : message);
  }

  private static ModelInferRequest with(String name, long value) {
    return GrpcClient.rows(1, 2).toBuilder()
        .putParameters(name, InferParameter.newBuilder().setInt64Param(value).build())
        .build();
  }

  @Test
  void over_grpc() {
    assertThat(client.infer(with("priority", 5)).getOutputsCount()).isEqualTo(1);
    assertThat(client.refused(OpenInferenceMethods.MODEL_INFER, with("timeout", 1)))
        .isEqualTo(
            new Ended(
                Status.Code.DEADLINE_EXCEEDED,
                Optional.of("deadline_exceeded"),
                "there was no answer within 1 µs"));
    assertThat(client.refused(OpenInferenceMethods.MODEL_INFER, with("priority", 6)))
        .extracting(Ended::status, Ended::error)
        .containsExactly(Status.Code.INVALID_ARGUMENT, Optional.of("invalid_request"));
  }
}
