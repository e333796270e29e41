package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.steward.core.model.ModelTask;
import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.inference.InferParameter;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.runtime.testing.GrpcClient;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs as their highest classes, whatever they are asked over. */
class ClassesIT {

  private static TestServer server;
  private static GrpcClient client;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("labels.txt"), "cat\ndog\n");
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

  private static String request(String parameters) {
    return """
    {"inputs":[{"name":"x","datatype":"FP32","shape":[2,2],"data":[1,2.5,-1,-3]}],\
    "outputs":[{"name":"y","parameters":%s}]}\
    """
        .formatted(parameters);
  }

  @Test
  void in_json() {
    assertThat(server.post("/v2/models/m/infer", request("{\"classification\":1}")).body())
        .endsWith(
            "{\"name\":\"y\",\"datatype\":\"BYTES\",\"shape\":[2,1],"
                + "\"data\":[\"2.5:1:dog\",\"-1.0:0:cat\"]}]}");
  }

  @Test
  void as_binary() {
    assertThat(
            server
                .post("/v2/models/m/infer", request("{\"classification\":1,\"binary_data\":true}"))
                .body())
        .contains("\"parameters\":{\"binary_data_size\":27}")
        .endsWith("\u0009\0\0\0" + "2.5:1:dog" + "\n\0\0\0" + "-1.0:0:cat");
  }

  @Test
  void over_grpc() {
    var message =
        ModelInferRequest.newBuilder()
            .setModelName("m")
            .addRawInputContents(
                ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, (byte) 128, 63}));
    message.addInputsBuilder().setName("x").setDatatype("FP32").addShape(1).addShape(2);
    message
        .addOutputsBuilder()
        .setName("y")
        .putParameters("classification", InferParameter.newBuilder().setInt64Param(2).build());
    var answer = client.call(OpenInferenceMethods.MODEL_INFER, message.build());
    assertThat(answer.getOutputs(0).getDatatype()).isEqualTo("BYTES");
    assertThat(answer.getOutputs(0).getShapeList()).containsExactly(1L, 2L);
    assertThat(answer.getRawOutputContents(0).toStringUtf8())
        .contains("1.0:1:dog")
        .contains("0.0:0:cat");
  }

  @Test
  void a_wrong_number_is_refused_by_its_field() {
    var answer = server.post("/v2/models/m/infer", request("{\"classification\":0}"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("outputs[0].parameters.classification: found 0");
  }
}
