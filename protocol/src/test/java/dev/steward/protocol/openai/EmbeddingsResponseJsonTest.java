package dev.steward.protocol.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.openai.EmbeddingsRequest.Encoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingsResponseJsonTest {

  @Test
  void vectors_are_numbers() throws IOException {
    assertThat(json(Encoding.FLOAT))
        .isEqualTo(
            "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[1.0,-0.5]}],"
                + "\"model\":\"m\",\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}");
  }

  @Test
  void vectors_are_base64_of_little_endian_floats() throws IOException {
    // 1.0f is 00 00 80 3f, -0.5f is 00 00 00 bf.
    assertThat(json(Encoding.BASE64)).contains("\"embedding\":\"AACAPwAAAL8=\"");
  }

  private static String json(Encoding encoding) throws IOException {
    var out = new ByteArrayOutputStream();
    EmbeddingsResponseJson.write(
        out, new EmbeddingsResponse("m", List.of(new float[] {1, -0.5f}), encoding, 3));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void models_are_listed() {
    assertThat(
            new String(
                ModelsJson.list(List.of(new ModelsJson.Model("m", Instant.ofEpochSecond(7)))),
                StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"object\":\"list\",\"data\":[{\"id\":\"m\",\"object\":\"model\",\"created\":7,\"owned_by\":\"steward\"}]}");
  }

  @Test
  void an_error_has_openais_shape() {
    var refusal = Refusal.of(ErrorCode.INVALID_REQUEST, new Violation("input", "bad", "good"));
    assertThat(new String(OpenAiErrorJson.write(refusal), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"error\":{\"message\":\"input: bad; good\",\"type\":\"invalid_request_error\","
                + "\"param\":\"input\",\"code\":\"invalid_request\"}}");
    var busy = Refusal.of(ErrorCode.QUEUE_FULL, "busy");
    assertThat(new String(OpenAiErrorJson.write(busy), StandardCharsets.UTF_8))
        .contains("\"type\":\"rate_limit_error\",\"param\":null");
  }
}
