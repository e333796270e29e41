package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.OnnxFile;
import dev.steward.runtime.testing.OnnxFile.Value;
import dev.steward.runtime.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinaryTensorsIT {

  private static final String HEADER = "Inference-Header-Content-Length";
  private static final String INFER = "/v2/models/m/infer";
  private static final String BINARY_OUTPUTS = "\"parameters\":{\"binary_data_output\":true}";

  private static TestServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = TestServer.of(OnnxFile.identity(folder.resolve("m.onnx"), 2), ModelTask.TENSOR);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** A request for one input {@code x} with {@code more} fields. */
  private static String json(String datatype, String shape, long size, String more) {
    return "{\"inputs\":[%s]%s}"
        .formatted(input("x", datatype, shape, size), more.isEmpty() ? "" : "," + more);
  }

  private static String input(String name, String datatype, String shape, long size) {
    return "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"parameters\":{\"binary_data_size\":%d}}"
        .formatted(name, datatype, shape, size);
  }

  private static HttpRequest request(TestServer to, String json, String values) {
    var head = json.getBytes(StandardCharsets.UTF_8);
    return to.request(INFER)
        .header("content-type", "application/octet-stream")
        .header(HEADER, String.valueOf(head.length))
        .POST(
            HttpRequest.BodyPublishers.ofByteArrays(List.of(head, HexFormat.of().parseHex(values))))
        .build();
  }

  private static HttpResponse<byte[]> infer(TestServer to, String json, String values) {
    return to.send(request(to, json, values), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static int jsonLength(HttpResponse<byte[]> answer) {
    return Integer.parseInt(answer.headers().firstValue(HEADER).orElseThrow());
  }

  private static String json(HttpResponse<byte[]> answer) {
    return new String(answer.body(), 0, jsonLength(answer), StandardCharsets.UTF_8);
  }

  private static String values(HttpResponse<byte[]> answer) {
    return HexFormat.of()
        .formatHex(Arrays.copyOfRange(answer.body(), jsonLength(answer), answer.body().length));
  }

  @Test
  void values_go_in_and_come_out_as_bytes() {
    var numbers = "0000803f0000c07f000080ff00000080";
    var answer = infer(server, json("FP32", "[2,2]", 16, BINARY_OUTPUTS), numbers);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/octet-stream");
    assertThat(answer.headers().firstValue("content-length"))
        .contains(String.valueOf(answer.body().length));
    assertThat(json(answer))
        .isEqualTo(
            "{\"model_name\":\"m\",\"model_version\":\"1\",\"outputs\":[{\"name\":\"y\","
                + "\"datatype\":\"FP32\",\"shape\":[2,2],\"parameters\":{\"binary_data_size\":16}}]}");
    assertThat(values(answer)).isEqualTo(numbers);
  }

  @Test
  void values_go_in_as_bytes_and_come_out_as_json() {
    var answer = server.send(request(server, json("FP32", "[1,2]", 8, ""), "0000803f00002040"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.headers().firstValue(HEADER)).isEmpty();
    assertThat(answer.body()).endsWith("\"shape\":[1,2],\"data\":[1.0,2.5]}]}");
  }

  @Test
  void values_go_in_as_json_and_come_out_as_bytes() {
    var json =
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2.5]}],"
            + "\"outputs\":[{\"name\":\"y\",\"parameters\":{\"binary_data\":true}}]}";
    var answer =
        server.send(
            server.request(INFER).POST(HttpRequest.BodyPublishers.ofString(json)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(values(answer)).isEqualTo("0000803f00002040");
  }

  @Test
  void no_row_is_an_answer_too() {
    var answer = infer(server, json("FP32", "[0,2]", 0, BINARY_OUTPUTS), "");
    assertThat(json(answer)).endsWith("\"shape\":[0,2],\"parameters\":{\"binary_data_size\":0}}]}");
    assertThat(values(answer)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2  | UINT8 | 2 | 00ff
          3  | INT8  | 2 | 80ff
          7  | INT64 | 2 | 0000000000000080ffffffffffffff7f
          8  | BYTES | 2 | 02000000d0b600000000
          9  | BOOL  | 2 | 0100
          10 | FP16  | 3 | 003c007e0100
          11 | FP64  | 1 | 000000000000f03f
          16 | BF16  | 3 | 803fc07f0100
          """)
  void every_type_passes_through(
      int type, String datatype, int count, String bytes, @TempDir Path folder) {
    try (var other = TestServer.of(identity(folder, type), ModelTask.TENSOR)) {
      assertThat(other.get("/v2/models/m").body())
          .contains("{\"name\":\"x\",\"datatype\":\"" + datatype + "\",\"shape\":[-1]}");
      var json = json(datatype, "[" + count + "]", bytes.length() / 2, BINARY_OUTPUTS);
      assertThat(values(infer(other, json, bytes))).isEqualTo(bytes);
    }
  }

  private static Path identity(Path folder, int type) {
    return OnnxFile.write(
        folder.resolve("m.onnx"),
        "Identity",
        List.of(new Value("x", type, List.of(-1))),
        List.of(new Value("y", type, List.of(-1))));
  }

  @Test
  void half_precision_is_computed_and_is_written_as_json_where_that_is_asked_for(
      @TempDir Path folder) {
    var file =
        OnnxFile.write(
            folder.resolve("m.onnx"),
            "Add",
            List.of(
                new Value("a", OnnxFile.FLOAT16, List.of(-1)),
                new Value("b", OnnxFile.FLOAT16, List.of(-1))),
            List.of(new Value("y", OnnxFile.FLOAT16, List.of(-1))));
    try (var other = TestServer.of(file, ModelTask.TENSOR)) {
      var inputs =
          "{\"inputs\":[%s,%s]}"
              .formatted(input("a", "FP16", "[2]", 4), input("b", "FP16", "[2]", 4));
      var answer = other.send(request(other, inputs, "003c662e" + "004066ae"));
      assertThat(answer.body())
          .endsWith("\"datatype\":\"FP16\",\"shape\":[2],\"data\":[3.0,0.0]}]}");
      assertThat(
              other
                  .post(
                      INFER,
                      "{\"inputs\":[{\"name\":\"a\",\"datatype\":\"FP16\",\"shape\":[1],\"data\":[1]}]}")
                  .body())
          .contains("inputs[0].data: FP16 isn't read from JSON; send the values as binary");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          abc  | 400 | Inference-Header-Content-Length: \\"abc\\" is no length
          -1   | 400 | Inference-Header-Content-Length: \\"-1\\" is no length
          0    | 400 | Inference-Header-Content-Length: 0 stands for raw values alone
          9999 | 400 | Inference-Header-Content-Length: 9999 bytes are to be JSON, the body has 3
          2    | 400 | inputs: it is missing
               | 415 | Inference-Header-Content-Length: it is missing, and the body is application/octet-stream
          """)
  void a_wrong_header_is_told_by_its_name(String value, int status, String problem) {
    var request =
        server
            .request(INFER)
            .header("content-type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofString("{}\n"));
    if (value != null) {
      request.header(HEADER, value);
    }
    var answer = server.send(request.build());
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":\"" + problem);
  }

  @Test
  void two_headers_are_one_too_many() {
    var answer =
        server.send(
            server
                .request(INFER)
                .header(HEADER, "2")
                .header(HEADER, "3")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    assertThat(answer.body()).contains("Inference-Header-Content-Length: it stands 2 times");
  }

  @Test
  void other_endpoints_read_no_bytes() {
    var answer =
        server.send(
            server
                .request("/v1/embeddings")
                .header("content-type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    assertThat(answer.statusCode()).isEqualTo(415);
  }

  @Test
  void a_connection_goes_on_after_a_refusal_and_after_an_answer() {
    for (int i = 0; i < 3; i++) {
      assertThat(infer(server, json("FP32", "[1,2]", 8, BINARY_OUTPUTS), "00").statusCode())
          .isEqualTo(400);
      assertThat(values(infer(server, json("FP32", "[0,2]", 0, BINARY_OUTPUTS), ""))).isEmpty();
    }
  }
}
