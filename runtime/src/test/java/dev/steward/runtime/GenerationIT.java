package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.SmolLm;
import dev.steward.runtime.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SmolLM2 behind OpenAI's API. */
class GenerationIT {

  private static final ObjectMapper JSON = new ObjectMapper();
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
        + " capital of France?\"}], \"temperature\": 0"
        + more
        + "}";
  }

  @Test
  void a_question_is_answered() throws Exception {
    var answer = json(server.post("/v1/chat/completions", chat(", \"max_tokens\": 40")));
    assertThat(answer.at("/choices/0/message/content").asText()).contains("Paris");
    assertThat(answer.at("/choices/0/message/role").asText()).isEqualTo("assistant");
    assertThat(answer.at("/choices/0/finish_reason").asText()).isIn("stop", "length");
    assertThat(answer.at("/object").asText()).isEqualTo("chat.completion");
    assertThat(answer.at("/usage/prompt_tokens").asInt()).isBetween(30, 45);
    assertThat(answer.at("/usage/total_tokens").asInt())
        .isEqualTo(
            answer.at("/usage/prompt_tokens").asInt()
                + answer.at("/usage/completion_tokens").asInt());
  }

  @Test
  void a_stream_has_the_same_text_in_pieces() throws Exception {
    var whole = json(server.post("/v1/chat/completions", chat(", \"max_tokens\": 20")));
    var streamed =
        server.post(
            "/v1/chat/completions",
            chat(
                ", \"max_tokens\": 20, \"stream\": true, \"stream_options\": {\"include_usage\":"
                    + " true}"));
    assertThat(streamed.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
    var events = events(streamed.body());
    assertThat(events.getLast()).isEqualTo("[DONE]");
    var text = new StringBuilder();
    for (var event : events.subList(0, events.size() - 1)) {
      text.append(JSON.readTree(event).at("/choices/0/delta/content").asText());
    }
    assertThat(text.toString()).isEqualTo(whole.at("/choices/0/message/content").asText());
    assertThat(JSON.readTree(events.getFirst()).at("/choices/0/delta/role").asText())
        .isEqualTo("assistant");
    var usage = JSON.readTree(events.get(events.size() - 2)).at("/usage");
    assertThat(usage.get("total_tokens")).isEqualTo(whole.at("/usage/total_tokens"));
    // The prompt was read for the first request.
    assertThat(usage.at("/prompt_tokens_details/cached_tokens"))
        .isEqualTo(whole.at("/usage/prompt_tokens"));
  }

  @Test
  void a_text_is_continued_until_a_stop_text() throws Exception {
    var request =
        "{\"model\": \"m\", \"prompt\": \"1, 2, 3, 4, 5, 6,\", \"temperature\": 0,"
            + " \"max_tokens\": 30, \"stop\": [\" 9\"]}";
    var answer = json(server.post("/v1/completions", request));
    assertThat(answer.at("/choices/0/text").asText()).isEqualTo(" 7, 8,");
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
  }

  @Test
  void the_same_seed_draws_the_same_text() throws Exception {
    var request =
        "{\"model\": \"m\", \"prompt\": \"Once upon a time\", \"temperature\": 1, \"seed\": %d,"
            + " \"max_tokens\": 24}";
    var first = text(request.formatted(5));
    assertThat(text(request.formatted(5))).isEqualTo(first);
    assertThat(text(request.formatted(6))).isNotEqualTo(first);
  }

  @Test
  void tokens_are_named_by_their_numbers() throws Exception {
    var request =
        "{\"model\": \"m\", \"prompt\": \"1, 2, 3, 4, 5, 6,\", \"temperature\": 0, \"max_tokens\": 6%s}";
    assertThat(text(request.formatted(""))).isEqualTo(" 7, 8,");
    // A token after its number stands in the file: "," is 28, "8" is 40.
    assertThat(text(request.formatted(", \"stop_token_ids\": [40]"))).isEqualTo(" 7, ");
    assertThat(text(request.formatted(", \"stop_token_ids\": [40], \"min_tokens\": 5")))
        .isNotEqualTo(" 7, ")
        .doesNotContain("8");
    assertThat(text(request.formatted(", \"logit_bias\": {\"40\": -100}"))).doesNotContain("8");
    assertThat(text(request.formatted(", \"stop\": [\"7\"], \"min_tokens\": 4")))
        .startsWith(" 7, 8");
    var refused =
        server.post("/v1/completions", request.formatted(", \"stop_token_ids\": [49152]"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(refused.body()).at("/error/message").asText())
        .isEqualTo("stop_token_ids: the model has no token 49152; use numbers from 0 to 49151");
  }

  @Test
  void the_models_own_end_is_ignored_where_that_is_asked_for() throws Exception {
    var ended = json(server.post("/v1/chat/completions", chat(", \"max_tokens\": 40")));
    assertThat(ended.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    var longer =
        json(
            server.post(
                "/v1/chat/completions", chat(", \"max_tokens\": 40, \"ignore_eos\": true")));
    assertThat(longer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(longer.at("/usage/completion_tokens").asInt()).isEqualTo(40);
    assertThat(longer.at("/choices/0/message/content").asText())
        .startsWith(ended.at("/choices/0/message/content").asText());
  }

  private static String text(String request) throws IOException {
    return json(server.post("/v1/completions", request)).at("/choices/0/text").asText();
  }

  @Test
  void more_texts_than_slots_are_all_written_and_a_long_prompt_among_them() throws Exception {
    var alone = text(prompt("Tell me about the sea.", 12));
    var tasks = new ArrayList<Callable<String>>();
    for (int i = 0; i < 12; i++) {
      int index = i;
      tasks.add(() ->
          index == 4
              ? text(prompt("A long story. ".repeat(100), 4))
              : text(prompt("Tell me about the sea.", index % 3 == 0 ? 12 : 5)));
    }
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = clients.invokeAll(tasks);
      for (int i = 0; i < answers.size(); i++) {
        if (i != 4) {
          // What is computed beside others differs in the last bits: the first words don't.
          assertThat(alone.substring(0, 10)).isEqualTo(answers.get(i).get().substring(0, 10));
        }
      }
    }
  }

  private static String prompt(String prompt, int tokens) {
    return "{\"model\": \"m\", \"prompt\": \"%s\", \"temperature\": 0, \"max_tokens\": %d}"
        .formatted(prompt, tokens);
  }

  @Test
  void a_client_that_leaves_makes_room() throws Exception {
    // Each would take minutes; there are eight slots.
    for (int i = 0; i < 8; i++) {
      var request =
          server
              .request("/v1/completions")
              .header("content-type", "application/json")
              .POST(
                  java.net.http.HttpRequest.BodyPublishers.ofString(
                      "{\"model\": \"m\", \"prompt\": \"x\", \"stream\": true, \"max_tokens\": 2000,"
                          + " \"temperature\": 2}"))
              .build();
      try (var lines = server.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
        assertThat(lines.read()).isEqualTo('d');
      }
    }
    assertThat(text(prompt("Hello", 3))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "model":"m"                                                     | messages
          "model":"x","messages":[{"role":"user","content":"a"}]          | model
          "model":"m","messages":[{"role":"tool","content":"a"}]          | messages[0].tool_call_id
          "model":"m","messages":[{"role":"user"}]                        | messages[0].content
          "model":"m","messages":[{"role":"user","content":"a"}],"functions":[] | functions
          "model":"m","messages":[{"role":"user","content":"a"}],"n":17         | n
          "model":"m","messages":[{"role":"user","content":"a"}],"top_logprobs":2 | logprobs
          "model":"m","messages":[{"role":"user","content":"a"}],"top_p":0      | top_p
          "model":"m","messages":[{"role":"user","content":"a"}],"temperature":3 | temperature
          "model":"m","messages":[{"role":"user","content":"a"}],"response_format":{"type":"xml"} | response_format.type
          """)
  void what_isn_t_done_is_refused_by_its_name(String fields, String field) throws Exception {
    var answer = server.post("/v1/chat/completions", "{" + fields + "}");
    assertThat(answer.statusCode()).isBetween(400, 404);
    assertThat(JSON.readTree(answer.body()).at("/error/param").asText()).isEqualTo(field);
  }

  @Test
  void too_long_a_prompt_is_refused() throws Exception {
    var answer = server.post("/v1/completions", prompt("word ".repeat(9000), 3));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).at("/error/message").asText())
        .contains("prompt: ", "tokens, there is room for");
  }

  @Test
  void what_was_written_is_measured() throws Exception {
    json(server.post("/v1/chat/completions", chat(", \"max_tokens\": 12")));
    var metrics = server.admin("/metrics").body();
    for (var name :
        new String[] {
          "steward_runtime_texts_total{reason=\"length\"} ",
          "steward_runtime_generation_tokens_total ",
          "steward_runtime_time_to_first_token_seconds_count ",
          "steward_runtime_time_per_output_token_seconds_count ",
          "steward_runtime_text_queue_wait_seconds_count "
        }) {
      assertThat(value(metrics, name)).as(name).isPositive();
    }
    assertThat(value(metrics, "steward_runtime_texts_waiting ")).isZero();
    assertThat(value(metrics, "steward_runtime_kv_cache_usage_ratio ")).isBetween(0.0, 1.0);
    assertThat(value(metrics, "steward_runtime_time_to_first_token_seconds_sum "))
        .isGreaterThanOrEqualTo(value(metrics, "steward_runtime_text_queue_wait_seconds_sum "));
  }

  private static double value(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void it_can_be_asked_with_tensors() throws Exception {
    var answer =
        json(
            server.post(
                "/v2/models/m/infer",
                "{\"inputs\": [{\"name\": \"prompt\", \"datatype\": \"BYTES\", \"shape\": [1],"
                    + " \"data\": [\"The capital of France is\"]}]}"));
    assertThat(answer.at("/outputs/0/data/0").asText()).contains("Paris");
  }

  private static List<String> events(String body) {
    return body.lines()
        .filter(line -> !line.isEmpty())
        .map(line -> {
          assertThat(line).startsWith("data: ");
          return line.substring("data: ".length());
        })
        .toList();
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}
