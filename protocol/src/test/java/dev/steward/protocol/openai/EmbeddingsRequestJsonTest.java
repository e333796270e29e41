package dev.steward.protocol.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.openai.EmbeddingsRequest.Encoding;
import dev.steward.protocol.openai.EmbeddingsRequest.Input;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingsRequestJsonTest {

  private static final EmbeddingsLimits LIMITS = new EmbeddingsLimits(3, 10, 4);

  @Test
  void one_text_is_read() {
    assertThat(accepted("{\"model\":\"m\",\"input\":\"a\"}"))
        .isEqualTo(
            new EmbeddingsRequest(
                "m", new Input.Texts(List.of("a")), Encoding.FLOAT, OptionalInt.empty()));
  }

  @Test
  void every_kind_of_input_is_read() {
    assertThat(accepted("{\"model\":\"m\",\"input\":[\"a\",\"b\"]}").input())
        .isEqualTo(new Input.Texts(List.of("a", "b")));
    assertThat(accepted("{\"model\":\"m\",\"input\":[1,2]}").input())
        .isEqualTo(new Input.Tokens(List.of(List.of(1, 2))));
    assertThat(accepted("{\"model\":\"m\",\"input\":[[1,2],[3]]}").input())
        .isEqualTo(new Input.Tokens(List.of(List.of(1, 2), List.of(3))));
  }

  @Test
  void what_the_python_client_sends_is_read() {
    var request =
        accepted(
            "{\"input\":[\"a\"],\"model\":\"m\",\"encoding_format\":\"base64\",\"user\":\"u\",\"dimensions\":384}");
    assertThat(request.encoding()).isEqualTo(Encoding.BASE64);
    assertThat(request.dimensions()).hasValue(384);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"input":"a"}                                | model | it is missing
          {"model":"m"}                                | input | it is missing
          {"model":"m","input":[]}                     | input | it is empty
          {"model":"m","input":""}                     | input | the text is empty
          {"model":"m","input":["a",""]}               | input[1] | the text is empty
          {"model":"m","input":["a",1]}                | input[1] | found 1; send a string
          {"model":"m","input":[1,"a"]}                | input[1] | found the string "a"
          {"model":"m","input":[-1]}                   | input[0] | found -1
          {"model":"m","input":[[]]}                   | input[0] | there is no token
          {"model":"m","input":[[1],2]}                | input[1] | found 2
          {"model":"m","input":5}                      | input | found 5; send a text
          {"model":"m","input":null}                   | input | found null
          {"model":"m","input":"a","encoding_format":"hex"} | encoding_format | "hex" is no encoding
          {"model":"m","input":"a","dimensions":0}     | dimensions | found 0
          {"model":"m","input":"a","temperature":1}    | temperature | there is no such field
          {"model":"m","input":["a","b","c","d"]}      | input[3] | more than 3 inputs
          {"model":"m","input":[1,2,3,4,5]}            | input[4] | more than 4 tokens
          {"model":"m","input":"01234567890"}          | input | the string has 11 characters; send at most 10
          """)
  void a_wrong_request_is_refused_by_its_field(String json, String field, String problem) {
    var refusal = refused(json);
    assertThat(refusal.message()).contains(problem);
    assertThat(refusal.field()).contains(field);
  }

  @Test
  void too_many_inputs_are_too_large() {
    assertThat(refused("{\"model\":\"m\",\"input\":[[1],[1],[1],[1]]}").code())
        .isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
  }

  private static EmbeddingsRequest accepted(String json) {
    return ((Outcome.Done<EmbeddingsRequest>) read(json)).value();
  }

  private static Refusal refused(String json) {
    return ((Outcome.Refused<EmbeddingsRequest>) read(json)).refusal();
  }

  private static Outcome<EmbeddingsRequest> read(String json) {
    try {
      return EmbeddingsRequestJson.read(
          new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), LIMITS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
