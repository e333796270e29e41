package dev.steward.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InferResponseBodyTest {

  private static final InferResponse RESPONSE =
      new InferResponse(
          "m",
          "1",
          Optional.empty(),
          List.of(
              new Tensor.Numbers("n", Datatype.FP32, Shape.of(2), floats(1, Float.NaN)),
              new Tensor.Texts("t", Shape.of(2), List.of("ж", ""))));

  private static ByteBuffer floats(float... values) {
    var data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.nativeOrder());
    for (float value : values) {
      data.putFloat(value);
    }
    return data.flip();
  }

  private static byte[] written(InferResponseBody body) throws IOException {
    var out = new ByteArrayOutputStream();
    body.write(out);
    return out.toByteArray();
  }

  @Test
  void values_that_are_asked_for_as_binary_follow_the_json() throws IOException {
    var body = new InferResponseBody(RESPONSE, new OutputForms(OutputForms.Form.BINARY, Map.of()));
    var json =
        "{\"model_name\":\"m\",\"model_version\":\"1\",\"outputs\":["
            + "{\"name\":\"n\",\"datatype\":\"FP32\",\"shape\":[2],\"parameters\":{\"binary_data_size\":8}},"
            + "{\"name\":\"t\",\"datatype\":\"BYTES\",\"shape\":[2],\"parameters\":{\"binary_data_size\":10}}]}";
    assertThat(body.lengths())
        .contains(new InferResponseBody.Lengths(json.length(), json.length() + 18));
    assertThat(written(body))
        .isEqualTo(
            Bodies.concat(
                json.getBytes(StandardCharsets.UTF_8),
                HexFormat.of().parseHex("0000803f0000c07f" + "02000000d0b6" + "00000000")));
  }

  @Test
  void one_output_may_be_binary_and_the_other_json() throws IOException {
    var forms = new OutputForms(OutputForms.Form.JSON, Map.of("n", OutputForms.Form.BINARY));
    var body = new InferResponseBody(RESPONSE, forms);
    var bytes = written(body);
    var lengths = body.lengths().orElseThrow();
    assertThat(lengths.whole()).isEqualTo(bytes.length).isEqualTo(lengths.json() + 8);
    assertThat(new String(bytes, 0, (int) lengths.json(), StandardCharsets.UTF_8))
        .endsWith("\"shape\":[2],\"data\":[\"ж\",\"\"]}]}");
  }

  @Test
  void without_binary_values_all_is_json() {
    assertThat(new InferResponseBody(RESPONSE, OutputForms.JSON).lengths()).isEmpty();
  }

  @Test
  void on_machines_of_the_other_order_numbers_are_turned_byte_by_byte() {
    var data = ByteBuffer.wrap(HexFormat.of().parseHex("0102030405060708"));
    LittleEndian.turn(data, 4, ByteOrder.BIG_ENDIAN);
    assertThat(data.array()).isEqualTo(HexFormat.of().parseHex("0403020108070605"));
    LittleEndian.turn(data, 1, ByteOrder.BIG_ENDIAN);
    LittleEndian.turn(data, 8, ByteOrder.LITTLE_ENDIAN);
    assertThat(data.array()).isEqualTo(HexFormat.of().parseHex("0403020108070605"));
  }
}
