package dev.steward.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.measure.Bytes;
import dev.steward.core.measure.Work;
import dev.steward.core.model.LayerFacts;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.model.TensorFacts;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFactsJsonTest {

  private static final ModelFacts FACTS =
      new ModelFacts(
          12,
          4,
          new Bytes(1024),
          List.of(new TensorFacts("x", "FP32", "[-1,16]")),
          List.of(new TensorFacts("y", "FP32", "[-1,4]")),
          List.of(
              new LayerFacts(new Work(2048), new Bytes(512), new Bytes(64)),
              new LayerFacts(new Work(1), new Bytes(512), new Bytes(16))));

  @Test
  void what_is_written_is_read_again() {
    var json = ModelFactsJson.write(FACTS);
    assertThat(json).contains("\"layers\":[[2048,512,64],[1,512,16]]");
    assertThat(ModelFactsJson.read(json)).isEqualTo(Checked.valid(FACTS));
  }

  @Test
  void the_largest_facts_fit_in_a_termination_message() {
    var layer =
        new LayerFacts(
            new Work(Long.MAX_VALUE), new Bytes(Long.MAX_VALUE), new Bytes(Long.MAX_VALUE));
    var tensor = new TensorFacts("\u0000\"ü".repeat(400), "FLOAT8E4M3FNUZ", "[1,2,3]".repeat(99));
    var largest =
        new ModelFacts(
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            new Bytes(Long.MAX_VALUE),
            Collections.nCopies(99, tensor),
            Collections.nCopies(99, tensor),
            Collections.nCopies(ModelFacts.MAX_LAYERS, layer));
    var json = ModelFactsJson.write(largest);
    assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(4096);
    assertThat(ModelFactsJson.read(json)).isInstanceOf(Checked.Valid.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "{\"nodes\":1}",
        "{\"nodes\":1,\"layers\":[]}",
        "{\"nodes\":1,\"layers\":[[1,2]]}",
        "{\"nodes\":1,\"layers\":[[1,2,-3]]}",
        "{\"nodes\":1,\"layers\":[[1,2,3,4]]}",
        "{\"nodes\":0,\"layers\":[[1,2,3]]}",
        "{\"nodes\":1,\"layers\":[[1,2,3]],\"inputs\":[[\"x\"]]}",
        "{\"nodes\":1,\"layers\":[[1,2,3]],\"more\":1}"
      })
  void rubbish_is_refused_with_a_reason(String text) {
    assertThat(ModelFactsJson.read(text))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid -> assertThat(invalid.violation().message()).startsWith("model facts: "));
  }

  @Test
  void a_text_that_is_too_long_is_refused() {
    assertThat(ModelFactsJson.read(" ".repeat(5000))).isInstanceOf(Checked.Invalid.class);
  }
}
