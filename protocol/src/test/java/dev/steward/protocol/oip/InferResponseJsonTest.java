package dev.steward.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InferResponseJsonTest {

  @Test
  void numbers_that_are_not_finite_are_strings() throws IOException {
    var data = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    data.putFloat(Float.NaN).putFloat(Float.POSITIVE_INFINITY);
    data.putFloat(Float.NEGATIVE_INFINITY).putFloat(0.1f).flip();
    var tensor = new Tensor.Numbers("y", Datatype.FP32, Shape.of(4), data);
    var out = new ByteArrayOutputStream();
    new InferResponseBody(
            new InferResponse("m", "1", Optional.of("r"), List.of(tensor)), OutputForms.JSON)
        .write(out);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"model_name\":\"m\",\"model_version\":\"1\",\"id\":\"r\",\"outputs\":[{\"name\":\"y\","
                + "\"datatype\":\"FP32\",\"shape\":[4],"
                + "\"data\":[\"NaN\",\"Infinity\",\"-Infinity\",0.1]}]}");
  }

  @Test
  void half_precision_is_written_as_decimals_that_are_its_values_again() throws IOException {
    assertThat(written(Datatype.FP16, 0x2E66, 0x7BFF, 0x0001, 0x8000, 0x7C00, 0x7E00))
        .endsWith(
            "\"data\":[0.0999755859375,65504.0,5.960464477539063E-8,-0.0,\"Infinity\",\"NaN\"]}]}");
    assertThat(written(Datatype.BF16, 0x3DCD, 0xC0A0, 0xFF80))
        .endsWith("\"data\":[0.10009765625,-5.0,\"-Infinity\"]}]}");
  }

  private static String written(Datatype datatype, int... bits) throws IOException {
    var data = ByteBuffer.allocate(bits.length * 2).order(ByteOrder.nativeOrder());
    for (int value : bits) {
      data.putShort((short) value);
    }
    var tensor = new Tensor.Numbers("y", datatype, Shape.of(bits.length), data.flip());
    var out = new ByteArrayOutputStream();
    new InferResponseBody(
            new InferResponse("m", "1", Optional.empty(), List.of(tensor)), OutputForms.JSON)
        .write(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void metadata_are_written_as_the_protocol_says() {
    var model =
        new ModelMetadata(
            "m",
            List.of("1"),
            "onnx_onnxruntime",
            List.of(new TensorMetadata("x", Datatype.FP32, Shape.of(-1, 16))),
            List.of());
    assertThat(new String(MetadataJson.write(model), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"name\":\"m\",\"versions\":[\"1\"],\"platform\":\"onnx_onnxruntime\",\"inputs\":"
                + "[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,16]}],\"outputs\":[]}");
  }

  @Test
  void an_error_is_one_string() {
    assertThat(
            new String(
                OipErrorJson.write(Refusal.of(ErrorCode.NOT_FOUND, "no \"m\"")),
                StandardCharsets.UTF_8))
        .isEqualTo("{\"error\":\"no \\\"m\\\"\"}");
  }
}
