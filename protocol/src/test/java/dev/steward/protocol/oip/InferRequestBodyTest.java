package dev.steward.protocol.oip;

import static dev.steward.protocol.oip.Bodies.accepted;
import static dev.steward.protocol.oip.Bodies.concat;
import static dev.steward.protocol.oip.Bodies.readBinary;
import static dev.steward.protocol.oip.Bodies.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferRequestBodyTest {

  private static byte[] hex(String bytes) {
    return HexFormat.of().parseHex(bytes.replace(" ", ""));
  }

  private static String input(String datatype, String shape, long size) {
    return "{\"inputs\":[%s]}".formatted(one("x", datatype, shape, size));
  }

  private static String one(String name, String datatype, String shape, long size) {
    return "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"parameters\":{\"binary_data_size\":%d}}"
        .formatted(name, datatype, shape, size);
  }

  @Test
  void values_follow_the_json_in_the_order_of_the_inputs() {
    var json =
        """
        {"id":"7","inputs":[%s,{"name":"j","datatype":"INT32","shape":[1],"data":[9]},%s,%s]}
        """
            .formatted(
                one("a", "UINT32", "[2]", 8),
                one("b", "BOOL", "[3]", 3),
                one("c", "FP16", "[]", 2));
    var request = accepted(readBinary(json, hex("01000000 feffffff 010001 003c")));
    assertThat(request.id()).contains("7");
    assertThat(request.inputs()).extracting(Tensor::name).containsExactly("a", "j", "b", "c");
    var words = (Tensor.Numbers) request.inputs().getFirst();
    assertThat(words.data().isDirect()).isTrue();
    assertThat(words.data().getInt(0)).isEqualTo(1);
    assertThat(words.data().getInt(4)).isEqualTo(-2);
    assertThat(((Tensor.Numbers) request.inputs().get(1)).data().getInt(0)).isEqualTo(9);
    assertThat(((Tensor.Numbers) request.inputs().get(2)).data().get(2)).isEqualTo((byte) 1);
    assertThat(((Tensor.Numbers) request.inputs().get(3)).data().getShort(0))
        .isEqualTo((short) 0x3C00);
  }

  @Test
  void each_text_stands_after_its_length() {
    var request =
        accepted(
            readBinary(input("BYTES", "[3]", 17), hex("02000000 d0b6 00000000 03000000 610062")));
    assertThat(request.inputs())
        .containsExactly(new Tensor.Texts("x", Shape.of(3), List.of("ж", "", "a\u0000b")));
  }

  @Test
  void the_size_may_stand_before_what_explains_it() {
    var json =
        "{\"inputs\":[{\"parameters\":{\"binary_data_size\":2,\"other\":[]},\"shape\":[1],\"datatype\":\"BF16\",\"name\":\"x\"}]}";
    assertThat(accepted(readBinary(json, hex("803f"))).inputs().getFirst().datatype())
        .isEqualTo(Datatype.BF16);
  }

  @Test
  void a_large_tensor_is_read_to_its_end() {
    var bytes = new byte[1_000_004];
    new java.util.Random(3).nextBytes(bytes);
    var read =
        (Tensor.Numbers)
            accepted(readBinary(input("INT32", "[250001]", bytes.length), bytes))
                .inputs()
                .getFirst();
    var values = new byte[bytes.length];
    read.data().get(0, values);
    assertThat(values).isEqualTo(bytes);
  }

  @Test
  void json_alone_may_have_the_header_too() {
    var json = Bodies.input("FP32", "[1]", "[1]");
    assertThat(accepted(readBinary(json, new byte[0])).inputs()).hasSize(1);
  }

  @Test
  void no_value_needs_no_header() {
    assertThat(accepted(input("FP16", "[0,4]", 0)).inputs().getFirst().shape().elements()).isZero();
  }

  @Test
  void outputs_are_asked_for_in_their_form() {
    var request =
        accepted(
            """
            {"parameters":{"binary_data_output":true},
             "inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}],
             "outputs":[{"name":"a"},{"name":"b","parameters":{"binary_data":false}},
                        {"parameters":{"binary_data":true},"name":"c"}]}
            """);
    assertThat(request.outputs()).containsExactly("a", "b", "c");
    assertThat(request.forms().of("a")).isEqualTo(OutputForms.Form.BINARY);
    assertThat(request.forms().of("b")).isEqualTo(OutputForms.Form.JSON);
    assertThat(request.forms().of("c")).isEqualTo(OutputForms.Form.BINARY);
    assertThat(accepted(Bodies.input("FP32", "[1]", "[1]")).forms()).isEqualTo(OutputForms.JSON);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FP32  | [2,2] | 12 | 000000000000000000000000 | inputs[0].parameters.binary_data_size: 12 bytes, FP32[2,2] needs 16; send 4 bytes for each value
          FP32  | [2,2] | 16 | 00000000                 | inputs[0].parameters.binary_data_size: 16 bytes, the body ends after 4 of them
          FP32  | [1]   | 4  | 0000000000               | body: it goes on after the values of all inputs
          FP16  | [1]   | 4  | 00000000                 | inputs[0].parameters.binary_data_size: 4 bytes, FP16[1] needs 2
          BOOL  | [2]   | 2  | 0102                     | inputs[0]: byte 1 is 2, no BOOL; send 0 or 1
          BOOL  | [1]   | 1  | ff                       | inputs[0]: byte 0 is 255, no BOOL
          BYTES | [2]   | 7  | 00000000000000           | inputs[0].parameters.binary_data_size: 7 bytes, BYTES[2] needs at least 8
          BYTES | [1]   | 5  | 0200000061               | inputs[0]: text 0 is to have 2 bytes, 1 are left
          BYTES | [1]   | 5  | ffffffff61               | inputs[0]: text 0 is to have 4294967295 bytes, 1 are left
          BYTES | [1]   | 6  | 010000006161             | inputs[0]: 1 bytes are left after 1 texts; send as many texts as the shape says
          BYTES | [2]   | 9  | 020000006161000000       | inputs[0]: 3 bytes are left for the length of text 1
          BYTES | [1]   | 5  | 01000000ff               | inputs[0]: text 0 isn't UTF-8
          BYTES | [1]   | 8  | 0400                     | inputs[0].parameters.binary_data_size: 8 bytes, the body ends after 2 of them
          BYTES | [1]   | 8  | 040000006161             | inputs[0].parameters.binary_data_size: 8 bytes, the body ends after 6 of them
          INT8  | [1]   | -1 | 00                       | inputs[0].parameters.binary_data_size: found -1
          """)
  void values_that_do_not_fit_are_refused_by_their_field(
      String datatype, String shape, long size, String values, String problem) {
    var refusal = refused(readBinary(input(datatype, shape, size), hex(values)));
    assertThat(refusal.message()).startsWith(problem);
    assertThat(refusal.code()).isIn(ErrorCode.INVALID_TENSOR, ErrorCode.INVALID_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"data\":[1],\"parameters\":{\"binary_data_size\":4},\"datatype\":\"FP32\",\"shape\":[1]",
        "\"parameters\":{\"binary_data_size\":4},\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]"
      })
  void values_come_in_one_way(String fields) {
    assertThat(
            refused(readBinary("{\"inputs\":[{\"name\":\"x\"," + fields + "}]}", new byte[4]))
                .message())
        .isEqualTo(
            "inputs[0].data: there is binary_data_size too; send the values either as JSON or as binary");
  }

  @Test
  void an_announced_size_takes_no_memory_before_its_values_come() throws IOException {
    var limits = new TensorLimits(64, Integer.MAX_VALUE / 8, 4, 1000);
    var json = input("INT64", "[134217727]", 1073741816).getBytes(StandardCharsets.UTF_8);
    var before = directBytes();
    var most = new AtomicLong();
    // Asked for values, it looks at the memory that was taken for them, and ends.
    var ending =
        new InputStream() {
          @Override
          public int read() {
            most.set(directBytes() - before);
            return -1;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            return read();
          }
        };
    var body = new SequenceInputStream(new ByteArrayInputStream(concat(json, new byte[3])), ending);
    var outcome = InferRequestBody.read(body, OptionalLong.of(json.length), limits);
    assertThat(refused(outcome).message())
        .contains("1073741816 bytes, the body ends after 3 of them");
    assertThat(most.get()).isLessThan(1 << 29);
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getTotalCapacity)
        .sum();
  }

  @Test
  void too_many_values_are_refused_before_they_are_read() {
    var limits = new TensorLimits(4, 100, 4, 10);
    for (var json :
        List.of(
            input("INT8", "[101]", 101),
            input("BYTES", "[7]", 28),
            input("FP64", "[9223372036854775807,4]", 8))) {
      assertThat(
              refused(readBinary(json.getBytes(StandardCharsets.UTF_8), json.length(), limits))
                  .code())
          .isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    }
    assertThat(text(limits, "x".repeat(10))).isInstanceOf(Outcome.Done.class);
    assertThat(refused(text(limits, "x".repeat(11))).message())
        .isEqualTo("inputs[0]: text 0 has 11 characters; send texts of at most 10 characters");
    assertThat(refused(text(limits, "x".repeat(31))).message()).contains("text 0 has 31 bytes");
  }

  private static Outcome<InferRequest> text(TensorLimits limits, String text) {
    var json = input("BYTES", "[1]", 4 + text.length()).getBytes(StandardCharsets.UTF_8);
    var values =
        concat(new byte[] {(byte) text.length(), 0, 0, 0}, text.getBytes(StandardCharsets.UTF_8));
    return readBinary(concat(json, values), json.length, limits);
  }

  @Test
  void a_length_of_json_beyond_the_body_is_told() {
    var json = Bodies.input("FP32", "[1]", "[1]").getBytes(StandardCharsets.UTF_8);
    assertThat(refused(readBinary(json, json.length + 1, TensorLimits.DEFAULT)).message())
        .isEqualTo(
            "Inference-Header-Content-Length: %d bytes are to be JSON, the body has %d; send how many bytes of the body are JSON"
                .formatted(json.length + 1, json.length));
    assertThat(refused(readBinary(new byte[0], Long.MAX_VALUE, TensorLimits.DEFAULT)).message())
        .startsWith("Inference-Header-Content-Length: ");
  }

  @Test
  void a_length_of_json_that_cuts_it_or_reaches_into_the_values_is_refused() {
    var json = input("INT8", "[4]", 4).getBytes(StandardCharsets.UTF_8);
    var body = concat(json, "abcd".getBytes(StandardCharsets.UTF_8));
    for (int length = 1; length <= body.length; length++) {
      var outcome = readBinary(body, length, TensorLimits.DEFAULT);
      if (length == json.length) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
      } else {
        assertThat(refused(outcome).code().httpStatus()).isEqualTo(400);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                   | "" is no length; send how many bytes of the body are JSON
          -1                   | "-1" is no length
          +1                   | "+1" is no length
          1.0                  | "1.0" is no length
          0x10                 | "0x10" is no length
          ١                    | "١" is no length
          9223372036854775807  | "9223372036854775807" is no length
          0                    | 0 stands for raw values alone, which aren't read here; send JSON before them
          """)
  void a_header_that_is_no_length_is_refused(String value, String problem) {
    assertThat(
            ((Outcome.Refused<OptionalLong>) InferRequestBody.jsonLength(List.of(value)))
                .refusal()
                .message())
        .startsWith("Inference-Header-Content-Length: " + problem);
  }

  @Test
  void a_header_stands_once() {
    assertThat(InferRequestBody.jsonLength(List.of()))
        .isEqualTo(Outcome.done(OptionalLong.empty()));
    assertThat(InferRequestBody.jsonLength(List.of("12")))
        .isEqualTo(Outcome.done(OptionalLong.of(12)));
    assertThat(
            ((Outcome.Refused<OptionalLong>) InferRequestBody.jsonLength(List.of("12", "12")))
                .refusal()
                .message())
        .isEqualTo("Inference-Header-Content-Length: it stands 2 times; send it once");
  }
}
