package dev.steward.protocol.oip;

import static dev.steward.protocol.oip.Bodies.accepted;
import static dev.steward.protocol.oip.Bodies.input;
import static dev.steward.protocol.oip.Bodies.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferRequestJsonTest {

  @Test
  void a_request_is_read() {
    var request =
        accepted(
            """
            {"id": "r1", "parameters": {"priority": 1},
             "inputs": [{"name": "x", "shape": [2, 2], "datatype": "FP32", "data": [1, 2.5, -3e2, 0]},
                        {"name": "t", "shape": [1], "datatype": "BYTES", "data": ["ж😀"]}],
             "outputs": [{"name": "y", "parameters": {"binary_data": false}}]}
            """);
    assertThat(request.id()).contains("r1");
    assertThat(request.outputs()).containsExactly("y");
    var numbers = (Tensor.Numbers) request.inputs().get(0);
    assertThat(numbers.shape()).isEqualTo(Shape.of(2, 2));
    assertThat(numbers.data().isDirect()).isTrue();
    var floats = new float[4];
    numbers.data().asFloatBuffer().get(floats);
    assertThat(floats).containsExactly(1, 2.5f, -300, 0);
    assertThat(request.inputs().get(1))
        .isEqualTo(new Tensor.Texts("t", Shape.of(1), java.util.List.of("ж😀")));
  }

  @Test
  void a_request_says_when_it_is_to_be_computed() {
    var rest = "," + input("FP32", "[1]", "[1]").substring(1);
    assertThat(accepted("{\"parameters\":{\"timeout\":1500,\"priority\":1}" + rest).scheduling())
        .isEqualTo(new Scheduling(OptionalInt.of(1), Optional.of(Duration.ofNanos(1_500_000))));
    assertThat(accepted("{\"parameters\":{\"timeout\":0,\"priority\":0}" + rest).scheduling())
        .isEqualTo(Scheduling.NONE);
    assertThat(
            accepted("{\"parameters\":{\"timeout\":%d}%s".formatted(Long.MAX_VALUE, rest))
                .scheduling()
                .timeout()
                .orElseThrow())
        .isGreaterThan(Duration.ofDays(36_500));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "priority": 6      | parameters.priority: found 6; send a whole number from 0 to 5
          "priority": -1     | parameters.priority: found -1; send a whole number from 0 to 5
          "priority": "high" | parameters.priority: found the string "high"; send a whole number from 0 to 5
          "timeout": 1.5     | parameters.timeout: found 1.5; send a whole number from 0 to 9223372036854775807
          "timeout": -7      | parameters.timeout: found -7; send a whole number from 0 to 9223372036854775807
          """)
  void when_it_is_to_be_computed_must_make_sense(String parameter, String message) {
    var refusal =
        refused("{\"parameters\":{" + parameter + "}," + input("FP32", "[1]", "[1]").substring(1));
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refusal.message()).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":[1,2,3,4],\"datatype\":\"INT32\",\"name\":\"x\",\"shape\":[2,2]}",
        "{\"datatype\":\"INT32\",\"data\":[[1,2],[3,4]],\"name\":\"x\",\"shape\":[2,2]}",
        "{\"shape\":[2,2],\"data\":[1,2,3,4],\"datatype\":\"INT32\",\"name\":\"x\"}"
      })
  void data_may_stand_before_what_explains_them(String tensor) {
    var numbers = (Tensor.Numbers) accepted("{\"inputs\":[" + tensor + "]}").inputs().getFirst();
    var ints = new int[4];
    numbers.data().asIntBuffer().get(ints);
    assertThat(ints).containsExactly(1, 2, 3, 4);
  }

  @Test
  void a_models_name_may_stand_in_it_too() {
    var json =
        "{\"model_name\":\"m\",\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]}]}";
    assertThat(accepted(json).inputs()).hasSize(1);
  }

  @Test
  void data_that_stand_first_are_refused_by_their_own_field() {
    assertThat(
            refused(
                    "{\"inputs\":[{\"data\":[1,\"a\"],\"datatype\":\"FP32\",\"name\":\"x\",\"shape\":[2]}]}")
                .message())
        .isEqualTo(
            "inputs[0].data[1]: the string \"a\" is no FP32; send finite numbers in its range");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FP32   | [2,4]   | [1,2,3,4,5,6,7]       | inputs[0].data: 7 values, shape [2,4] needs 8
          FP32   | [2]     | [1,2,3,4]             | inputs[0].data: 4 values, shape [2] needs 2
          FP32   | [2,2]   | [[1,2],[3]]           | inputs[0].data[1]: 1 value, shape [2,2] needs 2 here
          FP32   | [2,2]   | [[1,2],[3,4],[5,6]]   | inputs[0].data: 3 values, shape [2,2] needs 2 here
          FP32   | [4]     | [[1,2],[3,4]]         | arrays in 2 levels, shape [4] has 1
          FP32   | [2,2]   | [[1,2],3]             | a value at level 1, shape [2,2] has 2
          FP32   | [2,2]   | [1,[2,3],4]           | inputs[0].data[1]: an array is no FP32
          FP32   | [1]     | [1e39]                | inputs[0].data[0]: 1e39 is no FP32
          FP64   | [1]     | [1e400]               | inputs[0].data[0]: 1e400 is no FP64
          FP32   | [1]     | [null]                | inputs[0].data[0]: null is no FP32
          FP32   | [1]     | ["NaN"]               | inputs[0].data[0]: the string "NaN" is no FP32
          INT8   | [1]     | [128]                 | inputs[0].data[0]: 128 is no INT8
          UINT8  | [1]     | [-1]                  | inputs[0].data[0]: -1 is no UINT8
          UINT64 | [1]     | [18446744073709551616] | 18446744073709551616 is no UINT64
          INT64  | [1]     | [9223372036854775808] | 9223372036854775808 is no INT64
          INT32  | [1]     | [1.0]                 | inputs[0].data[0]: 1.0 is no INT32
          BOOL   | [1]     | [1]                   | inputs[0].data[0]: 1 is no BOOL
          BYTES  | [1]     | [1]                   | inputs[0].data[0]: 1 is no BYTES
          FP32   | [1]     | 5                     | inputs[0].data: found 5; send an array of FP32
          """)
  void data_that_do_not_fit_are_refused_by_their_field(
      String datatype, String shape, String data, String problem) {
    var refusal = refused(input(datatype, shape, data));
    assertThat(refusal.message()).contains(problem);
    assertThat(refusal.code()).isIn(ErrorCode.INVALID_TENSOR, ErrorCode.INVALID_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
  void numbers_that_are_not_finite_are_refused(String number) {
    assertThat(refused(input("FP32", "[1]", "[" + number + "]")).message())
        .startsWith("inputs[0].data[0]: NaN and Infinity aren't JSON")
        .endsWith("send finite numbers");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                     | inputs: it is missing
          {"inputs":[]}                          | inputs: it is missing
          {"inputs":{}}                          | inputs: found an object; send an array
          {"inputs":[{}]}                        | inputs[0].name: it is missing
          {"inputs":[{"name":"x"}]}              | inputs[0].datatype: it is missing
          {"inputs":[{"name":"x","datatype":"FP32"}]} | inputs[0].shape: it is missing
          {"inputs":[{"name":"x","datatype":"FP32","shape":[1]}]} | inputs[0].data: it is missing
          {"inputs":[{"name":"x","datatype":"FP31"}]} | inputs[0].datatype: "FP31" is no datatype
          {"inputs":[{"name":"x","datatype":"FP16","shape":[1],"data":[1]}]} | inputs[0].data: FP16 isn't read from JSON; send the values as binary, with parameters.binary_data_size
          {"inputs":[{"data":[1],"name":"x","datatype":"BF16","shape":[1]}]} | inputs[0].data: BF16 isn't read from JSON; send the values as binary
          {"inputs":[{"name":"x","datatype":"FP16","shape":[1]}]} | inputs[0].data: it is missing; send the values as binary
          {"inputs":[{"name":"x","shape":[-1]}]} | inputs[0].shape[0]: found -1
          {"inputs":[{"name":"x","shape":[1.5]}]} | inputs[0].shape[0]: found 1.5
          {"inputs":[{"name":1}]}                | inputs[0].name: found 1; send a string
          {"inputs":[{"names":"x"}]}             | inputs[0].names: there is no such field
          {"inputs":[{"parameters":{"binary_data_size":4}}]} | inputs[0].parameters.binary_data_size: the request has no header Inference-Header-Content-Length; send how many bytes
          {"inputs":[{"parameters":{"binary_data_size":-4}}]} | inputs[0].parameters.binary_data_size: found -4
          {"inputs":[{"parameters":{"binary_data_size":1.5}}]} | inputs[0].parameters.binary_data_size: found 1.5
          {"inputs":[{"parameters":{"binary_data_size":18446744073709551616}}]} | inputs[0].parameters.binary_data_size: found 18446744073709551616
          {"inputs":[{"parameters":{"binary_data":true}}]} | inputs[0].parameters.binary_data: it is a parameter of an output; leave it out here
          {"parameters":{"binary_data_size":4}} | parameters.binary_data_size: it is a parameter of an input
          {"outputs":[{"parameters":{"binary_data_output":true}}]} | outputs[0].parameters.binary_data_output: it is a parameter of the request itself
          {"outputs":[{"parameters":{"binary_data":1}}]} | outputs[0].parameters.binary_data: found 1; send true or false
          {"outputs":[{"parameters":{"classification":0}}]} | outputs[0].parameters.classification: found 0
          {"outputs":[{"parameters":{"classification":"3"}}]} | outputs[0].parameters.classification: found
          {"inputs":[{"parameters":{"classification":3}}]} | inputs[0].parameters.classification: it is a parameter of an output; leave it out here
          {"inputs":[{"parameters":{"shared_memory_region":"r"}}]} | inputs[0].parameters.shared_memory_region: it needs the extension for shared memory
          {"outputs":[{"name":"y"},{"name":"y"}]} | "y" stands twice
          {"inputs":[                            | it can't be read as JSON
          {"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]} x | it can't be read as JSON
          {"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]} {} | the body goes on after its JSON value
          """)
  void a_wrong_request_is_refused_by_its_field(String json, String problem) {
    assertThat(refused(json).message()).contains(problem);
  }

  @Test
  void an_output_may_be_wanted_as_its_highest_classes() {
    var request =
        accepted(
            """
            {"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": [1]}],
             "outputs": [{"name": "y", "parameters": {"classification": 3, "binary_data": true}},
                         {"name": "z"}]}
            """);
    assertThat(request.forms().classes()).isEqualTo(Map.of("y", 3));
    assertThat(request.forms().of("y")).isEqualTo(OutputForms.Form.BINARY);
  }

  @Test
  void an_empty_body_is_refused() {
    assertThat(refused("").message()).isEqualTo("body: the body is empty; send a JSON object");
  }

  @Test
  void a_name_stands_once() {
    var x = "{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]}";
    assertThat(refused("{\"inputs\":[" + x + "," + x + "]}").message())
        .contains("there is another input \"x\"");
  }

  @Test
  void deep_nesting_is_refused() {
    var deep = "[".repeat(100_000);
    assertThat(refused("{\"inputs\":" + deep).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refused("{\"parameters\":{\"a\":" + deep).code())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void a_long_name_or_number_is_refused() {
    assertThat(refused("{\"" + "a".repeat(100_000) + "\":1}").code())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refused(input("INT64", "[1]", "[" + "9".repeat(100_000) + "]")).code())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void too_many_values_are_refused_before_they_are_read() {
    var limits = new TensorLimits(4, 100, 4, 1000);
    assertThat(refused(input("FP32", "[101]", "[]"), limits).code())
        .isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    assertThat(refused(input("BYTES", "[7]", "[]"), limits).code())
        .isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    assertThat(refused(input("FP32", "[9223372036854775807,4]", "[]"), limits).code())
        .isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    assertThat(refused(input("FP32", "[1,1,1,1,1]", "[1]"), limits).code())
        .isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
  }

  @Test
  void a_text_is_as_long_as_its_limits_let_it_be() {
    var data = "[\"" + "x".repeat(1_500_000) + "\"]";
    var longer = TensorLimits.DEFAULT.withTextLength(2_000_000);
    for (var json : new String[] {input("BYTES", "[1]", data), dataFirst(data)}) {
      assertThat(refused(json).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
      assertThat(accepted(json, longer).inputs().getFirst().shape().elements()).isOne();
    }
  }

  private static String dataFirst(String data) {
    return "{\"inputs\":[{\"name\":\"x\",\"data\":"
        + data
        + ",\"datatype\":\"BYTES\",\"shape\":[1]}]}";
  }

  @Test
  void too_many_inputs_are_refused() {
    var json = new StringBuilder("{\"inputs\":[");
    for (int i = 0; i < 65; i++) {
      json.append(
          "{\"name\":\"x%d\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]},".formatted(i));
    }
    assertThat(refused(json.toString()).message()).contains("more than 64 inputs");
  }

  @Test
  void an_announced_shape_takes_no_memory_before_its_data_come() {
    var limits = new TensorLimits(64, Integer.MAX_VALUE / 8, 4, 1000);
    // 64 inputs of 2 GB each would be allocated if the shape were believed.
    assertThat(refused(input("INT64", "[268435455]", "[1,2]"), limits).message())
        .contains("2 values, shape [268435455] needs 268435455");
  }

  @Test
  void a_body_that_is_not_utf8_is_refused() throws IOException {
    var body = "{\"id\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    var outcome =
        InferRequestBody.read(
            new ByteArrayInputStream(body), OptionalLong.empty(), TensorLimits.DEFAULT);
    assertThat(outcome).isInstanceOf(dev.steward.core.error.Outcome.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"000001000061", "0000feff0000", "0000fffe", "3412000000"})
  void what_begins_in_another_encoding_is_refused(String hex) throws IOException {
    var body = HexFormat.of().parseHex(hex);
    var outcome =
        InferRequestBody.read(
            new ByteArrayInputStream(body), OptionalLong.empty(), TensorLimits.DEFAULT);
    assertThat(outcome).isInstanceOf(dev.steward.core.error.Outcome.Refused.class);
  }

  @Test
  void an_empty_tensor_has_no_data() {
    assertThat(accepted(input("FP32", "[0,4]", "[]")).inputs().getFirst().shape().elements())
        .isZero();
    assertThat(accepted(input("FP32", "[2,0]", "[[],[]]")).inputs().getFirst().shape().elements())
        .isZero();
  }

  @Test
  void a_scalar_is_an_array_of_one() {
    assertThat(accepted(input("FP32", "[]", "[7]")).inputs().getFirst().shape())
        .isEqualTo(Shape.of());
  }

  @Test
  void a_fault_of_the_connection_is_not_the_clients_mistake() {
    InputStream broken =
        new SequenceInputStream(
            Collections.enumeration(
                java.util.List.of(
                    new ByteArrayInputStream("{\"inputs\":[".getBytes(StandardCharsets.UTF_8)),
                    new Broken())));
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> InferRequestBody.read(broken, OptionalLong.empty(), TensorLimits.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessage("reset");
  }

  /** Gives no byte. */
  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("reset");
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      throw new IOException("reset");
    }
  }
}
