package dev.steward.protocol.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.openai.EmbeddingsLimits;
import dev.steward.protocol.text.EntitiesRequest.Aggregation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntitiesRequestJsonTest {

  private static Outcome<EntitiesRequest> read(String json) throws IOException {
    return EntitiesRequestJson.read(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
        new EmbeddingsLimits(2, 10, 4));
  }

  @Test
  void tokens_are_grouped_unless_a_request_says_otherwise() throws IOException {
    assertThat(read("{\"model\":\"m\",\"input\":\"a\"}"))
        .isEqualTo(Outcome.done(new EntitiesRequest("m", List.of("a"), Aggregation.SIMPLE)));
    assertThat(
            read(
                "{\"aggregation_strategy\":\"none\",\"user\":\"u\",\"input\":[\"a\",\"b\"],\"model\":\"m\"}"))
        .isEqualTo(Outcome.done(new EntitiesRequest("m", List.of("a", "b"), Aggregation.NONE)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"input":"a"}                                            | model | it is missing
          {"model":"m"}                                            | input | it is missing
          {"model":"m","input":["a","b","c"]}                      | input[2] | more than 2 texts
          {"model":"m","input":"a","aggregation_strategy":"first"} | aggregation_strategy | "first" isn't done here; use simple or none
          {"model":"m","input":"a","stride":1}                     | stride | there is no such field
          """)
  void a_wrong_request_is_refused_by_its_field(String json, String field, String problem)
      throws IOException {
    var refusal = ((Outcome.Refused<EntitiesRequest>) read(json)).refusal();
    assertThat(refusal.message()).contains(problem);
    assertThat(refusal.field()).contains(field);
  }
}
