package dev.steward.protocol.rows;

import static dev.steward.protocol.rows.Scripted.answered;
import static dev.steward.protocol.rows.Scripted.embeddings;
import static dev.steward.protocol.rows.Scripted.joined;
import static dev.steward.protocol.rows.Scripted.part;
import static dev.steward.protocol.rows.Scripted.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingsBatchTest {

  private static final Batch BATCH =
      embeddings(
          "{\"model\":\"m\",\"input\":[\"a, [b\", \"c\\\"]\" ,\"d\"],\"encoding_format\":\"base64\"}");

  private static String vectors(int tokens, String... data) {
    return """
    {"object":"list","data":[%s],"model":"m","usage":{"prompt_tokens":%d,"total_tokens":%d}}\
    """
        .formatted(String.join(",", data), tokens, tokens);
  }

  private static String vector(int index, String numbers) {
    return "{\"object\":\"embedding\",\"index\":%d,\"embedding\":%s}".formatted(index, numbers);
  }

  @Test
  void a_part_has_some_of_the_texts_and_all_else() {
    assertThat(part(BATCH, 1, 3))
        .isEqualTo(
            "{\"model\":\"m\",\"input\":[\"c\\\"]\" ,\"d\"],\"encoding_format\":\"base64\"}");
  }

  @Test
  void arrays_of_tokens_are_rows_and_one_array_of_tokens_is_not() {
    assertThat(part(embeddings("{\"input\":[[1,2],[3]],\"model\":\"m\"}"), 1, 2))
        .isEqualTo("{\"input\":[[3]],\"model\":\"m\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"m\",\"input\":\"a\"}",
        "{\"model\":\"m\",\"input\":[\"a\"]}",
        "{\"model\":\"m\",\"input\":[1,2,3]}",
        "{\"model\":\"m\",\"input\":[]}",
        "{\"model\":\"m\"}"
      })
  void what_has_no_second_input_is_not_cut(String body) {
    assertThat(EmbeddingsBatch.scan(body.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Scanned.Single.class);
  }

  @Test
  void vectors_are_numbered_through_and_tokens_are_added_up() {
    assertThat(
            joined(
                BATCH,
                answered(0, 1, vectors(5, vector(0, "[0.10,1e-3]"))),
                answered(1, 3, vectors(7, vector(0, "\"AAA=\""), vector(1, "[3]")))))
        .isEqualTo(vectors(12, vector(0, "[0.10,1e-3]"), vector(1, "\"AAA=\""), vector(2, "[3]")));
  }

  @Test
  void a_vector_too_few_or_out_of_order_is_told() {
    assertThat(refused(BATCH, answered(0, 3, vectors(1, vector(0, "[1]")))).message())
        .contains("in the answer to rows 0 to 2 there are 1 vectors, not 3");
    assertThat(
            refused(BATCH, answered(0, 3, vectors(1, vector(1, "[1]"), vector(0, "[1]"))))
                .message())
        .contains("data[0].index");
    assertThat(refused(BATCH, answered(0, 3, vectors(1, "{}", "{}", "{}"))).message())
        .contains("index: it is missing");
  }
}
