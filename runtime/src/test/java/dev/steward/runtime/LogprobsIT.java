package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.Answers;
import dev.steward.runtime.testing.SmolLm;
import dev.steward.runtime.testing.TestServer;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How likely SmolLM2 finds what it writes, and several answers to one request. */
class LogprobsIT {

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.of(SmolLm.folder(), ModelTask.GENERATION);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String chat(String more) {
    return "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"What is the"
        + " capital of France?\"}], \"max_tokens\": 12, "
        + more
        + "}";
  }

  private static JsonNode post(String path, String body) throws Exception {
    return Answers.json(server.post(path, body));
  }

  @Test
  void a_turn_s_tokens_are_told_with_the_likeliest_in_their_place() throws Exception {
    var choice =
        post(
                "/v1/chat/completions",
                chat("\"temperature\": 0, \"logprobs\": true, \"top_logprobs\": 4"))
            .at("/choices/0");
    var tokens = choice.at("/logprobs/content");
    var text = new StringBuilder();
    for (var token : tokens) {
      text.append(token.get("token").asText());
      assertThat(token.get("top_logprobs")).hasSize(4);
      // Without a temperature the likeliest is written.
      assertThat(token.at("/top_logprobs/0/token")).isEqualTo(token.get("token"));
      assertThat(token.at("/top_logprobs/0/logprob")).isEqualTo(token.get("logprob"));
      double likely = 0;
      for (var each : token.get("top_logprobs")) {
        likely += Math.exp(each.get("logprob").asDouble());
      }
      assertThat(likely).isLessThanOrEqualTo(1 + 1e-6);
      assertThat(token.get("bytes"))
          .hasSize(
              token.get("token").asText().getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
    }
    assertThat(text.toString()).isEqualTo(choice.at("/message/content").asText());
  }

  @Test
  void temperature_and_penalties_change_no_likelihood() throws Exception {
    var body =
        "{\"model\": \"m\", \"prompt\": \"The sea is\", \"max_tokens\": 1, \"logprobs\": 5, %s}";
    var plain = post("/v1/completions", body.formatted("\"temperature\": 0"));
    var other =
        post(
            "/v1/completions",
            body.formatted(
                "\"temperature\": 2, \"seed\": 1, \"repetition_penalty\": 3, \"top_k\": 5"));
    var likely = plain.at("/choices/0/logprobs/top_logprobs/0");
    var drawn = other.at("/choices/0/logprobs/top_logprobs/0");
    likely
        .properties()
        .forEach(each ->
            assertThat(drawn.get(each.getKey()).asDouble())
                .isCloseTo(each.getValue().asDouble(), within(1e-5)));
  }

  @Test
  void a_prompt_is_told_too_where_it_is_echoed() throws Exception {
    var answer =
        post(
                "/v1/completions",
                "{\"model\": \"m\", \"prompt\": \"One two three four\", \"max_tokens\": 2,"
                    + " \"temperature\": 0, \"echo\": true, \"logprobs\": 0}")
            .at("/choices/0");
    var text = answer.get("text").asText();
    assertThat(text).startsWith("One two three four");
    var told = answer.get("logprobs");
    assertThat(told.at("/token_logprobs/0").isNull()).isTrue();
    assertThat(told.at("/token_logprobs/1").asDouble()).isNegative();
    for (int i = 0; i < told.get("tokens").size(); i++) {
      var token = told.get("tokens").get(i).asText();
      int offset = told.get("text_offset").get(i).asInt();
      assertThat(text.substring(offset, offset + token.length())).isEqualTo(token);
    }
    assertThat(told.get("tokens")).hasSize(6);
  }

  @Test
  void an_echo_alone_is_the_prompt_before_the_text() throws Exception {
    var body =
        "{\"model\": \"m\", \"prompt\": \"1, 2, 3,\", \"max_tokens\": 5, \"temperature\": 0 %s}";
    var alone = post("/v1/completions", body.formatted("")).at("/choices/0/text").asText();
    var echoed = post("/v1/completions", body.formatted(", \"echo\": true, \"stop\": \"1\""));
    assertThat(echoed.at("/choices/0/text").asText()).isEqualTo("1, 2, 3," + alone);
  }

  @Test
  void a_stream_tells_the_same() throws Exception {
    var asked = "\"temperature\": 0, \"logprobs\": true, \"top_logprobs\": 2";
    var whole = post("/v1/chat/completions", chat(asked)).at("/choices/0/logprobs/content");
    var events =
        Answers.events(server.post("/v1/chat/completions", chat(asked + ", \"stream\": true")));
    var streamed = new ArrayList<JsonNode>();
    events.forEach(event -> event.at("/choices/0/logprobs/content").forEach(streamed::add));
    assertThat(streamed).hasSameSizeAs(whole);
    for (int i = 0; i < streamed.size(); i++) {
      assertThat(streamed.get(i).get("token")).isEqualTo(whole.get(i).get("token"));
      assertThat(streamed.get(i).get("logprob").asDouble())
          .isCloseTo(whole.get(i).get("logprob").asDouble(), within(1e-5));
    }
  }

  @Test
  void tokens_after_a_stop_text_are_not_told() throws Exception {
    var choice =
        post(
                "/v1/completions",
                "{\"model\": \"m\", \"prompt\": \"1, 2, 3, 4, 5, 6,\", \"temperature\": 0,"
                    + " \"max_tokens\": 30, \"stop\": [\" 9\"], \"logprobs\": 0}")
            .at("/choices/0");
    var told = new StringBuilder();
    choice.at("/logprobs/tokens").forEach(token -> told.append(token.asText()));
    assertThat(told.toString()).isEqualTo(choice.get("text").asText()).isEqualTo(" 7, 8,");
  }

  @Test
  void several_answers_come_with_seeds_of_their_own() throws Exception {
    var asked = "\"temperature\": 1, \"seed\": %d, \"n\": %d";
    var three = post("/v1/chat/completions", chat(asked.formatted(40, 3)));
    assertThat(three.get("choices")).hasSize(3);
    var texts = new ArrayList<String>();
    for (int i = 0; i < 3; i++) {
      var choice = three.get("choices").get(i);
      assertThat(choice.get("index").asInt()).isEqualTo(i);
      texts.add(choice.at("/message/content").asText());
    }
    assertThat(texts).doesNotHaveDuplicates();
    var second = post("/v1/chat/completions", chat(asked.formatted(41, 1)));
    assertThat(second.at("/choices/0/message/content").asText()).isEqualTo(texts.get(1));
    // The prompt is counted once.
    assertThat(three.at("/usage/prompt_tokens")).isEqualTo(second.at("/usage/prompt_tokens"));
    assertThat(three.at("/usage/completion_tokens").asInt()).isBetween(13, 36);
  }

  @Test
  void several_answers_share_a_stream() throws Exception {
    var asked = "\"temperature\": 1, \"seed\": 40, \"n\": 2";
    var whole = post("/v1/chat/completions", chat(asked));
    var events =
        Answers.events(server.post("/v1/chat/completions", chat(asked + ", \"stream\": true")));
    var texts = new String[] {"", ""};
    var ends = new int[2];
    for (var event : events) {
      var choice = event.at("/choices/0");
      int index = choice.get("index").asInt();
      texts[index] += choice.at("/delta/content").asText();
      ends[index] += choice.get("finish_reason").isNull() ? 0 : 1;
    }
    assertThat(ends).containsExactly(1, 1);
    assertThat(texts[0]).isEqualTo(whole.at("/choices/0/message/content").asText());
    assertThat(texts[1]).isEqualTo(whole.at("/choices/1/message/content").asText());
  }
}
