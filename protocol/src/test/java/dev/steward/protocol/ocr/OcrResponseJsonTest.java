package dev.steward.protocol.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.steward.protocol.ocr.OcrResponse.Corner;
import dev.steward.protocol.ocr.OcrResponse.Line;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OcrResponseJsonTest {

  private static String json(OcrResponse response) throws IOException {
    var out = new ByteArrayOutputStream();
    OcrResponseJson.write(out, response);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void lines_come_with_scores_and_corners_in_bounded_digits() throws IOException {
    var box =
        List.of(
            new Corner(1.26, 2), new Corner(100 / 3.0, 2), new Corner(33, -0.04), new Corner(1, 9));
    var response =
        new OcrResponse("ocr", 640, 480, List.of(new Line("a \"b\"", 2 / 3.0, box)), "t");
    assertThat(json(response))
        .isEqualTo(
            "{\"model\":\"ocr\",\"width\":640,\"height\":480,\"lines\":[{\"text\":\"a \\\"b\\\"\","
                + "\"score\":0.6667,\"box\":[[1.3,2.0],[33.3,2.0],[33.0,0.0],[1.0,9.0]]}],"
                + "\"text\":\"t\"}");
  }

  @Test
  void a_box_has_four_corners() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Line("a", 1, List.of(new Corner(0, 0))));
  }
}
