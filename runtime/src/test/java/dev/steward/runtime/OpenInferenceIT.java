package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.OnnxFile.Value;
import dev.steward.runtime.testing.TestServer;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenInferenceIT {

  private static TestServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = TestServer.of(OnnxFile.identity(folder.resolve("m.onnx"), 2), ModelTask.TENSOR);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void the_server_and_its_model_describe_themselves() {
    assertThat(server.get("/v2").body())
        .startsWith("{\"name\":\"steward\",\"version\":\"")
        .endsWith(
            "\"extensions\":[\"binary_tensor_data\",\"classification\",\"schedule_policy\",\"statistics\"]}");
    var metadata =
        "{\"name\":\"m\",\"versions\":[\"1\"],\"platform\":\"onnx_onnxruntime\","
            + "\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,2]}],"
            + "\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[-1,2]}]}";
    assertThat(server.get("/v2/models/m").body()).isEqualTo(metadata);
    assertThat(server.get("/v2/models/m/versions/1").body()).isEqualTo(metadata);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/health/live",
        "/v2/health/ready",
        "/v2/models/m/ready",
        "/v2/models/m/versions/1/ready",
        "/v1/models",
        "/v1/models/m"
      })
  void what_is_ready_says_so(String path) {
    assertThat(server.get(path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/models/m/infer", "/v2/models/m/versions/1/infer"})
  void a_tensor_is_computed(String path) {
    var answer =
        server.post(
            path,
            """
            {"id":"7","inputs":[{"name":"x","datatype":"FP32","shape":[2,2],"data":[[1,2.5],[-0.0,1e-40]]}],
             "outputs":[{"name":"y"}]}
            """);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"model_name\":\"m\",\"model_version\":\"1\",\"id\":\"7\",\"outputs\":[{\"name\":\"y\","
                + "\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[1.0,2.5,-0.0,1.0E-40]}]}");
  }

  @Test
  void no_row_is_an_answer_too() {
    var answer = server.post("/v2/models/m/infer", infer("x", "FP32", "[0,2]", "[]"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"shape\":[0,2],\"data\":[]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x | FP32  | [1,2] | [1]     | inputs[0].data: 1 value, shape [1,2] needs 2; send as many values as the shape says
          x | FP32  | [1,3] | [1,2,3] | inputs[0].shape: [1,3] isn't what the model takes; send x FP32[-1,2], where -1 is any length
          x | FP32  | [2]   | [1,2]   | inputs[0].shape: [2] isn't what the model takes; send x FP32[-1,2], where -1 is any length
          x | FP64  | [1,2] | [1,2]   | inputs[0].datatype: FP64 isn't what the model takes; send x FP32[-1,2]
          z | FP32  | [1,2] | [1,2]   | inputs[0].name: the model has no input "z"; use x FP32[-1,2]
          x | FP32  | [1,2] | [1,NaN] | inputs[0].data[1]: NaN and Infinity aren't JSON (line 1, column 69); send finite numbers
          """)
  void a_wrong_tensor_is_told_by_its_field(
      String name, String datatype, String shape, String data, String message) {
    var answer = server.post("/v2/models/m/infer", infer(name, datatype, shape, data));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"error\":\"" + message.replace("\"", "\\\"") + "\"}");
  }

  @Test
  void an_output_that_is_not_there_is_told() {
    var answer =
        server.post(
            "/v2/models/m/infer",
            "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}],"
                + "\"outputs\":[{\"name\":\"q\"}]}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("outputs[0].name: the model has no output");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/v2/models/other,404,not_found",
    "GET,/v2/models/m/versions/2,404,not_found",
    "GET,/v2/models/other/ready,404,not_found",
    "POST,/v2/models/other/infer,404,not_found",
    "GET,/v2/models/m/infer,405,method_not_allowed",
    "DELETE,/v2/models/m,405,method_not_allowed",
    "POST,/v2,405,method_not_allowed",
    "GET,/,404,not_found",
    "GET,/metrics,404,not_found",
    "GET,/v1/nothing,404,not_found",
    "POST,/v1/embeddings,400,invalid_request"
  })
  void what_is_not_here_is_told(String method, String path, int status, String code) {
    var answer =
        server.send(
            server.request(path).method(method, HttpRequest.BodyPublishers.ofString("{}")).build());
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("x-steward-error")).contains(code);
    assertThat(answer.body()).startsWith(path.startsWith("/v1") ? "{\"error\":{" : "{\"error\":\"");
  }

  @Test
  void embeddings_of_a_model_of_tensors_are_refused() {
    var answer = server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":\"a\"}");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("isn't served for task Embedding", "/v2/models/m/infer");
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain,415",
    "application/x-www-form-urlencoded,415",
    "application/json; charset=utf-8,400",
    "APPLICATION/JSON,400"
  })
  void only_json_is_read(String type, int status) {
    var answer =
        server.send(
            server
                .request("/v2/models/m/infer")
                .header("content-type", type)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  @Test
  void a_request_keeps_its_own_id_and_gets_one_where_it_has_none() {
    var mine = server.send(server.request("/v2").header("x-request-id", "abc-1.2").GET().build());
    assertThat(mine.headers().firstValue("x-request-id")).contains("abc-1.2");
    var odd = server.send(server.request("/v2").header("x-request-id", "a b\"<").GET().build());
    assertThat(odd.headers().firstValue("x-request-id").orElseThrow()).matches("[0-9a-f]{16}");
    var longer =
        server.send(server.request("/v2").header("x-request-id", "a".repeat(129)).GET().build());
    assertThat(longer.headers().firstValue("x-request-id").orElseThrow()).matches("[0-9a-f]{16}");
  }

  @Test
  void probes_and_metrics_have_their_own_port() {
    server.post("/v2/models/m/infer", infer("x", "FP32", "[1,2]", "[1,2]"));
    assertThat(server.admin("/livez").statusCode()).isEqualTo(200);
    assertThat(server.admin("/readyz").statusCode()).isEqualTo(200);
    assertThat(server.admin("/v2/models/m/infer").statusCode()).isEqualTo(404);
    assertThat(server.admin("/metrics").body())
        .contains(
            "steward_runtime_requests_seconds_count{code=\"ok\",endpoint=\"infer\"}",
            "steward_runtime_inference_seconds_count",
            "steward_runtime_queue_wait_seconds_count",
            "steward_runtime_requests_admitted 0.0",
            "steward_runtime_model_load_seconds");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2  | UINT8 | [0,255]          | [0,255]
          7  | INT64 | [-1,9007199254740993] | [-1,9007199254740993]
          8  | BYTES | ["ж","😀"]       | ["ж","😀"]
          9  | BOOL  | [true,false]     | [true,false]
          11 | FP64  | [0.1,-1.5E300]   | [0.1,-1.5E300]
          """)
  void every_type_passes_through(
      int type, String datatype, String data, String expected, @TempDir Path folder) {
    var file =
        OnnxFile.write(
            folder.resolve("m.onnx"),
            "Identity",
            List.of(new Value("x", type, List.of(-1))),
            List.of(new Value("y", type, List.of(-1))));
    try (var other = TestServer.of(file, ModelTask.TENSOR)) {
      var answer = other.post("/v2/models/m/infer", infer("x", datatype, "[2]", data));
      assertThat(answer.body()).endsWith("\"shape\":[2],\"data\":" + expected + "}]}");
    }
  }

  private static String infer(String name, String datatype, String shape, String data) {
    return "{\"inputs\":[{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}"
        .formatted(name, datatype, shape, data);
  }
}
