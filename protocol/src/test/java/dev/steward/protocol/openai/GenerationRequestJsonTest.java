package dev.steward.protocol.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.openai.ChatRequest.Message;
import dev.steward.protocol.openai.GenerationOptions.Delivery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationRequestJsonTest {

  @Test
  void a_conversation_is_read() {
    var request =
        accepted(
            "{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}],\"role\":\"user\"}],\"model\":\"m\"}");
    assertThat(request.messages())
        .isEqualTo(List.of(new Message("system", "s"), new Message("user", "ab")));
    var options = request.options();
    assertThat(options.maxTokens()).isEmpty();
    assertThat(options.temperature()).isEqualTo(1);
    assertThat(options.topP()).isEqualTo(1);
    assertThat(options.seed()).isEmpty();
    assertThat(options.delivery()).isEqualTo(Delivery.WHOLE);
  }

  @Test
  void every_option_is_read() {
    var options =
        accepted(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"max_tokens\":5,\"temperature\":0.5,\"top_p\":0.9,\"top_k\":3,\"min_p\":0.1,\"repetition_penalty\":1.5,\"presence_penalty\":-1,\"frequency_penalty\":2,\"seed\":-7,\"stop\":[\"x\",\"y\"],\"stream\":true,\"stream_options\":{\"include_usage\":true},\"user\":\"u\",\"n\":1,\"logprobs\":false,\"response_format\":{\"type\":\"text\"}}")
            .options();
    assertThat(options.maxTokens()).hasValue(5);
    assertThat(options.temperature()).isEqualTo(0.5);
    assertThat(options.topP()).isEqualTo(0.9);
    assertThat(options.topK()).isEqualTo(3);
    assertThat(options.minP()).isEqualTo(0.1);
    assertThat(options.repetitionPenalty()).isEqualTo(1.5);
    assertThat(options.presencePenalty()).isEqualTo(-1);
    assertThat(options.frequencyPenalty()).isEqualTo(2);
    assertThat(options.seed()).hasValue(-7);
    assertThat(options.stops()).containsExactly("x", "y");
    assertThat(options.delivery()).isEqualTo(Delivery.STREAM_WITH_USAGE);
  }

  @Test
  void what_is_null_is_absent() {
    var options =
        accepted(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"max_tokens\":null,\"stop\":null,\"temperature\":null,\"seed\":null,\"stream\":null,\"stream_options\":null}")
            .options();
    assertThat(options.maxTokens()).isEmpty();
    assertThat(options.temperature()).isEqualTo(1);
    assertThat(options.stops()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "temperature":2.1   | temperature | found 2.1; send a number from 0 to 2
          "temperature":"1"   | temperature | found the string "1"
          "top_p":0           | top_p | send a number above 0, to 1
          "max_tokens":0      | max_tokens | found 0
          "stop":["a","b","c","d","e"] | stop[4] | more than 4 texts
          "stop":""           | stop | the text is empty
          "n":2               | n | found 2
          "tools":[]          | tools | there is no such field
          "logprobs":true     | logprobs | probabilities aren't told here
          "response_format":{"type":"json_schema"} | response_format.type | only text is written here
          "stream_options":{"x":1} | stream_options.x | there is no such field
          "stream_options":{"include_usage":true} | stream | it is missing
          "messages":[]       | messages | stands twice
          """)
  void a_wrong_option_is_refused_by_its_field(String option, String field, String problem) {
    var refusal =
        refused(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],"
                + option
                + "}");
    assertThat(refusal.field()).contains(field);
    assertThat(refusal.message()).contains(problem);
  }

  private static ChatRequest accepted(String json) {
    return ((Outcome.Done<ChatRequest>) read(json)).value();
  }

  private static Refusal refused(String json) {
    return ((Outcome.Refused<ChatRequest>) read(json)).refusal();
  }

  private static Outcome<ChatRequest> read(String json) {
    try {
      return GenerationRequestJson.chat(
          new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
