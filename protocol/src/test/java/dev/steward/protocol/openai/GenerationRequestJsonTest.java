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
import java.util.Map;
import java.util.Set;
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
  void what_is_said_of_tokens_is_read() {
    var tokens =
        accepted(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"logit_bias\":{\"42\":-100,\"0\":1.5},\"stop_token_ids\":[7,7,8],\"min_tokens\":3,\"max_completion_tokens\":3,\"ignore_eos\":true}")
            .options()
            .tokens();
    assertThat(tokens)
        .isEqualTo(
            new TokenOptions(
                Map.of(42, -100.0, 0, 1.5), Set.of(7, 8), 3, TokenOptions.Ends.IGNORED));
  }

  @Test
  void what_changes_no_answer_is_passed_over() {
    var options =
        accepted(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"store\":false,\"metadata\":{\"a\":[{\"b\":1}]},\"service_tier\":\"auto\",\"safety_identifier\":\"s\",\"prompt_cache_key\":\"k\",\"logit_bias\":null,\"min_tokens\":null,\"stop_token_ids\":null,\"ignore_eos\":null,\"stream\":true,\"stream_options\":{\"include_obfuscation\":false}}")
            .options();
    assertThat(options.tokens()).isEqualTo(TokenOptions.NONE);
    assertThat(options.delivery()).isEqualTo(Delivery.STREAM);
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
          "n":17              | n | found 17; send a whole number from 1 to 16
          "n":0               | n | found 0
          "functions":[]      | functions | there is no such field
          "tools":[{}]        | tools[0].function | it is missing
          "tools":[{"type":"x"}] | tools[0].type | found the string "x"; use function
          "tools":[{"function":{"name":"a b"}}] | tools[0].function.name | use 1 to 64 letters
          "tools":[{"function":{"name":"a","parameters":1}}] | tools[0].function.parameters | found 1
          "tools":[{"function":{"name":"a"}},{"function":{"name":"a"}}] | tools[1] | there is another one called a
          "tool_choice":"all" | tool_choice | use none, auto, required
          "tool_choice":"required" | tools | send at least one tool
          "tool_choice":{"type":"function","function":{"name":"b"}} | tools | tool_choice names "b"
          "logprobs":3        | logprobs | found 3; send true or false
          "top_logprobs":2    | logprobs | it is missing; send logprobs: true
          "logprobs":true,"top_logprobs":21 | top_logprobs | send a whole number from 0 to 20
          "echo":true         | echo | there is no such field
          "response_format":{"type":"json_schema"} | response_format.json_schema | it is missing
          "response_format":{"type":"xml"} | response_format.type | use text, json_object or json_schema
          "response_format":{"type":"json_schema","json_schema":{"name":"a"}} | response_format.json_schema.schema | it is missing
          "stream_options":{"x":1} | stream_options.x | there is no such field
          "stream_options":{"include_usage":true} | stream | it is missing
          "logit_bias":{"a":1} | logit_bias.a | this is no token's number
          "logit_bias":{"1":101} | logit_bias.1 | found 101; send a number from -100 to 100
          "logit_bias":[1]     | logit_bias | found an array; send an object
          "stop_token_ids":[-1] | stop_token_ids[0] | found -1
          "min_tokens":3,"max_tokens":2 | min_tokens | found 3, and max_tokens is 2
          "service_tier":"flex" | service_tier | use auto or default
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

  @Test
  void tools_their_calls_and_results_are_read() {
    var request =
        accepted(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{ \\\"x\\\": 1 }\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"r\"},{\"role\":\"developer\",\"content\":\"d\"}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true}},{\"type\":\"function\",\"function\":{\"name\":\"g\"}}],\"parallel_tool_calls\":false,\"tool_choice\":\"required\",\"response_format\":{\"type\":\"json_object\"}}");
    assertThat(request.messages())
        .containsExactly(
            new Message("assistant", "", List.of(new ToolCall("1", "f", "{\"x\":1}"))),
            new Message("tool", "r"),
            new Message("system", "d"));
    assertThat(request.tools().tools().stream().map(Tool::name)).containsExactly("f", "g");
    assertThat(request.tools().will()).isEqualTo(ToolUse.Will.MUST);
    assertThat(request.tools().most()).isEqualTo(1);
    assertThat(request.form()).isEqualTo(new AnswerForm.AnyObject());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      textBlock =
          """
          {"role":"user","content":"a","tool_calls":[{"function":{"name":"f"}}]} | messages[0].role | the assistant's
          {"role":"assistant","content":null} | messages[0].content | it is missing
          {"role":"tool","content":"a"} | messages[0].tool_call_id | it is missing
          {"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"[1]"}}]} | messages[0].tool_calls[0].function.arguments | the string is no JSON object
          {"role":"assistant","content":"a","audio":{"id":"x"}} | messages[0].audio | nothing of this kind
          """)
  void a_wrong_message_is_refused_by_its_field(String message, String field, String problem) {
    var refusal = refused("{\"model\":\"m\",\"messages\":[" + message + "]}");
    assertThat(refusal.field()).contains(field);
    assertThat(refusal.message()).contains(problem);
  }

  @Test
  void answers_and_their_tokens_are_asked_for() {
    var options =
        accepted(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"n\":3,\"logprobs\":true,\"top_logprobs\":5}")
            .options();
    assertThat(options.choices()).isEqualTo(3);
    assertThat(options.logprobs()).hasValue(5);
  }

  @Test
  void a_text_may_be_echoed_and_its_tokens_told() {
    var request =
        ((Outcome.Done<CompletionRequest>)
                completion("\"echo\":true,\"logprobs\":0,\"n\":2,\"best_of\":2"))
            .value();
    assertThat(request.echo()).isEqualTo(CompletionRequest.Echo.PROMPT);
    assertThat(request.options().logprobs()).hasValue(0);
  }

  @Test
  void none_is_chosen_out_of_several() {
    var refusal = ((Outcome.Refused<CompletionRequest>) completion("\"best_of\":3")).refusal();
    assertThat(refusal.message())
        .isEqualTo(
            "best_of: found 3, and n is 1: all answers are given here, none is chosen; leave it"
                + " out, or send as many as n");
    assertThat(
            ((Outcome.Refused<CompletionRequest>) completion("\"logprobs\":6")).refusal().field())
        .contains("logprobs");
  }

  private static Outcome<CompletionRequest> completion(String options) {
    try {
      return GenerationRequestJson.completion(
          new ByteArrayInputStream(
              ("{\"model\":\"m\",\"prompt\":\"a\"," + options + "}")
                  .getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
