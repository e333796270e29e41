package dev.steward.protocol.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.openai.EmbeddingsLimits;
import dev.steward.protocol.text.Candidates.Choice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifyRequestJsonTest {

  private static final EmbeddingsLimits LIMITS = new EmbeddingsLimits(3, 10, 4);

  @Test
  void one_text_is_read() {
    assertThat(accepted("{\"model\":\"m\",\"input\":\"a\",\"user\":\"u\"}"))
        .isEqualTo(
            new ClassifyRequest(
                "m", List.of("a"), List.of(), Optional.empty(), OptionalInt.empty()));
  }

  @Test
  void pairs_are_read_whichever_half_comes_first() {
    assertThat(
            accepted(
                "{\"text_pair\":[\"c\",\"d\"],\"top_k\":2,\"input\":[\"a\",\"b\"],\"model\":\"m\"}"))
        .isEqualTo(
            new ClassifyRequest(
                "m", List.of("a", "b"), List.of("c", "d"), Optional.empty(), OptionalInt.of(2)));
  }

  @Test
  void classes_of_the_requests_own_are_read() {
    assertThat(
            accepted("{\"model\":\"m\",\"input\":\"a\",\"candidate_labels\":[\"x\",\"y\"]}")
                .candidates())
        .contains(new Candidates(List.of("x", "y"), "This example is {}.", Choice.ONE));
    assertThat(
            accepted(
                    "{\"model\":\"m\",\"multi_label\":true,\"hypothesis_template\":\"It is {}\",\"candidate_labels\":\"x\",\"input\":\"a\"}")
                .candidates())
        .contains(new Candidates(List.of("x"), "It is {}", Choice.ANY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"input":"a"}                                     | model | it is missing
          {"model":"m"}                                     | input | it is missing
          {"model":"m","input":[]}                          | input | it is empty
          {"model":"m","input":""}                          | input | the text is empty
          {"model":"m","input":["a",""]}                    | input[1] | the text is empty
          {"model":"m","input":["a",1]}                     | input[1] | found 1; send a string
          {"model":"m","input":5}                           | input | found 5; send a text, or an array of texts
          {"model":"m","input":"01234567890"}               | input | the string has 11 characters; send at most 10
          {"model":"m","input":"a","text_pair":["b","c"]}   | text_pair | it has 2 texts, input has 1; send one for each
          {"model":"m","input":"a","text_pair":[]}          | text_pair | it is empty
          {"model":"m","input":"a","top_k":0}               | top_k | found 0
          {"model":"m","input":"a","multi_label":true}      | candidate_labels | it is missing
          {"model":"m","input":"a","hypothesis_template":"It is x"} | hypothesis_template | it has no {}
          {"model":"m","input":["a","b"],"candidate_labels":["x","y"]} | candidate_labels | 2 of them with 2 texts are 4 pairs; send at most 3
          {"model":"m","input":"a","text_pair":"b","candidate_labels":"x"} | candidate_labels | they are for texts
          {"model":"m","input":"a","truncate":true}         | truncate | there is no such field
          """)
  void a_wrong_request_is_refused_by_its_field(String json, String field, String problem) {
    var refusal = refused(json);
    assertThat(refusal.message()).contains(problem);
    assertThat(refusal.field()).contains(field);
  }

  @Test
  void too_many_texts_are_too_large() {
    var refusal = refused("{\"model\":\"m\",\"input\":[\"a\",\"b\",\"c\",\"d\"]}");
    assertThat(refusal.code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    assertThat(refusal.message()).contains("more than 3 texts");
  }

  private static ClassifyRequest accepted(String json) {
    return ((Outcome.Done<ClassifyRequest>) read(json)).value();
  }

  private static Refusal refused(String json) {
    return ((Outcome.Refused<ClassifyRequest>) read(json)).refusal();
  }

  private static Outcome<ClassifyRequest> read(String json) {
    try {
      return ClassifyRequestJson.read(
          new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), LIMITS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
