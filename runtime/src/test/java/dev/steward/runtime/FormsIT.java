package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.Answers;
import dev.steward.runtime.testing.SmolLm;
import dev.steward.runtime.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * SmolLM2 held to forms: JSON, schemas, calls of tools. It is too small to keep to one by itself.
 */
class FormsIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private static final List<String> SCHEMAS_ASKED =
      List.of(
          """
          {"type":"object","properties":{"name":{"type":"string","maxLength":30},
           "age":{"type":"integer","minimum":0,"maximum":120},
           "email":{"type":"string","pattern":"^[a-z]{1,12}@[a-z]{1,12}[.](org|com)$"}},
           "required":["name","age","email"],"additionalProperties":false}
          """,
          """
          {"type":"object","properties":{"answer":{"enum":["yes","no","perhaps"]},
           "reasons":{"type":"array","items":{"type":"string","minLength":1,"maxLength":40},"minItems":1,"maxItems":3},
           "sure":{"type":["number","null"]}},"required":["answer","reasons"],"additionalProperties":false}
          """,
          """
          {"type":"array","minItems":2,"maxItems":4,"items":{"anyOf":[{"type":"boolean"},{"$ref":"#/$defs/place"}]},
           "$defs":{"place":{"type":"object","properties":{"city":{"type":"string","maxLength":20},"since":{"type":"string","format":"date"}},
           "required":["city","since"],"additionalProperties":false}}}
          """,
          """
          {"type":"object","properties":{"tree":{"$ref":"#/$defs/node"}},"required":["tree"],"additionalProperties":false,
           "$defs":{"node":{"type":"object","properties":{"value":{"type":"integer"},
           "left":{"anyOf":[{"type":"null"},{"type":"object","properties":{"value":{"type":"integer"}},"required":["value"],"additionalProperties":false}]}},
           "required":["value","left"],"additionalProperties":false}}}
          """);

  private static final List<String> PROMPTS =
      List.of(
          "Describe a person.",
          "Is the sea salty?",
          "Where did you live?",
          "Give me a tree.",
          "Write a poem about the moon, no JSON please!");

  private static final String WEATHER =
      """
      {"type":"function","function":{"name":"get_weather","description":"Current weather in a city",
       "parameters":{"type":"object","properties":{"city":{"type":"string","maxLength":30},
       "unit":{"enum":["celsius","fahrenheit"]}},"required":["city","unit"],"additionalProperties":false}}}
      """;

  private static final String TIME =
      """
      {"type":"function","function":{"name":"get_time","parameters":{"type":"object",
       "properties":{"zone":{"type":"string","pattern":"^UTC[+-][0-9]{1,2}$"}},"required":["zone"]}}}
      """;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.of(SmolLm.folder(), ModelTask.GENERATION);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static ObjectNode asked(String prompt) throws Exception {
    var request =
        (ObjectNode) JSON.readTree("{\"model\": \"m\", \"max_tokens\": 400, \"messages\": []}");
    request.withArray("messages").addObject().put("role", "user").put("content", prompt);
    return request;
  }

  private static JsonNode choice(ObjectNode request) throws Exception {
    return Answers.json(server.post("/v1/chat/completions", request.toString())).at("/choices/0");
  }

  /** Asked at once, so that they are written together: each to its own form, beside the others. */
  private static List<JsonNode> choices(List<ObjectNode> requests) throws Exception {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = requests.stream().map(it -> clients.submit(() -> choice(it))).toList();
      var answers = new ArrayList<JsonNode>();
      for (var one : asked) {
        answers.add(one.get());
      }
      return answers;
    }
  }

  @Test
  void each_of_twenty_answers_meets_its_schema() throws Exception {
    for (var schema : SCHEMAS_ASKED) {
      var requests = new ArrayList<ObjectNode>();
      for (int i = 0; i < PROMPTS.size(); i++) {
        var request = asked(PROMPTS.get(i));
        request.put("seed", i).put("temperature", i * 0.4);
        var format = request.putObject("response_format").put("type", "json_schema");
        format.putObject("json_schema").put("name", "n").set("schema", JSON.readTree(schema));
        requests.add(request);
      }
      for (var choice : choices(requests)) {
        assertThat(choice.get("finish_reason").asText()).isEqualTo("stop");
        var text = choice.at("/message/content").asText();
        assertThat(SCHEMAS.getSchema(schema).validate(JSON.readTree(text))).as(text).isEmpty();
      }
    }
  }

  @Test
  void any_json_object_is_one() throws Exception {
    int whole = 0;
    var requests = new ArrayList<ObjectNode>();
    for (int i = 0; i < PROMPTS.size(); i++) {
      var request = asked(PROMPTS.get(i)).put("seed", i);
      request.putObject("response_format").put("type", "json_object");
      requests.add(request);
    }
    for (var choice : choices(requests)) {
      var text = choice.at("/message/content").asText();
      assertThat(text).startsWith("{");
      if (choice.get("finish_reason").asText().equals("stop")) {
        whole++;
        assertThat(JSON.readTree(text).isObject()).as(text).isTrue();
      }
    }
    assertThat(whole).isPositive();
  }

  @Test
  void a_required_call_names_a_tool_and_has_arguments_that_it_takes() throws Exception {
    var requests = new ArrayList<ObjectNode>();
    for (int seed = 0; seed < 5; seed++) {
      requests.add(tools("What is the weather in Paris?", "\"required\"").put("seed", seed));
    }
    for (var choice : choices(requests)) {
      assertThat(choice.get("finish_reason").asText()).isEqualTo("tool_calls");
      assertThat(choice.at("/message/content").isNull()).isTrue();
      assertThat(choice.at("/message/tool_calls")).isNotEmpty();
      for (var call : choice.at("/message/tool_calls")) {
        assertThat(call.get("id").asText()).startsWith("call_");
        assertThat(call.get("type").asText()).isEqualTo("function");
        var name = call.at("/function/name").asText();
        var tool = JSON.readTree(name.equals("get_weather") ? WEATHER : TIME);
        assertThat(tool.at("/function/name").asText()).isEqualTo(name);
        var arguments = JSON.readTree(call.at("/function/arguments").asText());
        assertThat(SCHEMAS.getSchema(tool.at("/function/parameters")).validate(arguments))
            .isEmpty();
      }
    }
  }

  @Test
  void a_named_tool_is_called_once_and_streamed_as_well() throws Exception {
    var named = "{\"type\":\"function\",\"function\":{\"name\":\"get_time\"}}";
    var request = tools("What time is it?", named).put("seed", 3);
    var calls = choice(request).at("/message/tool_calls");
    assertThat(calls).hasSize(1);
    assertThat(calls.at("/0/function/name").asText()).isEqualTo("get_time");
    var arguments = new StringBuilder();
    var names = new StringBuilder();
    String reason = "";
    var events =
        Answers.events(server.post("/v1/chat/completions", request.put("stream", true).toString()));
    for (var event : events) {
      var call = event.at("/choices/0/delta/tool_calls/0");
      names.append(call.at("/function/name").asText());
      arguments.append(call.at("/function/arguments").asText());
      reason = event.at("/choices/0/finish_reason").asText(reason);
      assertThat(event.at("/choices/0/delta/content").asText()).isEmpty();
    }
    assertThat(names.toString()).isEqualTo("get_time");
    assertThat(arguments.toString()).isEqualTo(calls.at("/0/function/arguments").asText());
    assertThat(events.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
  }

  @Test
  void a_model_that_may_call_writes_words_or_a_call_that_is_whole() throws Exception {
    var requests = new ArrayList<ObjectNode>();
    for (int seed = 0; seed < 4; seed++) {
      requests.add(tools("What is the weather in Rome?", "\"auto\"").put("seed", seed));
    }
    for (var choice : choices(requests)) {
      var content = choice.at("/message/content");
      assertThat(content.asText("")).doesNotContain("<tool_call>");
      for (var call : choice.at("/message/tool_calls")) {
        assertThat(call.at("/function/name").asText()).isIn("get_weather", "get_time");
        if (choice.get("finish_reason").asText().equals("tool_calls")) {
          JSON.readTree(call.at("/function/arguments").asText());
        }
      }
    }
  }

  @Test
  void results_of_calls_are_read() throws Exception {
    var request = tools("What is the weather in Rome?", "\"none\"").put("temperature", 0);
    var messages = request.withArray("messages");
    var call = messages.addObject().put("role", "assistant").putNull("content");
    call.withArray("tool_calls")
        .addObject()
        .put("id", "c1")
        .put("type", "function")
        .putObject("function")
        .put("name", "get_weather")
        .put("arguments", "{\"city\": \"Rome\", \"unit\": \"celsius\"}");
    messages
        .addObject()
        .put("role", "tool")
        .put("tool_call_id", "c1")
        .put("content", "Sunny, 31 degrees");
    request.put("max_tokens", 40);
    var choice = choice(request);
    assertThat(choice.at("/message/content").asText()).contains("31");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      textBlock =
          """
          "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"not":{}}}} | response_format.json_schema.schema.not
          "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","minProperties":1}}}] | tools[0].function.parameters.minProperties
          "tool_choice":"required" | tools
          """)
  void what_isn_t_known_of_a_schema_is_refused_by_its_name(String more, String field)
      throws Exception {
    var answer =
        server.post(
            "/v1/chat/completions",
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]," + more + "}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).at("/error/param").asText()).isEqualTo(field);
  }

  private static ObjectNode tools(String prompt, String choice) throws Exception {
    var request = asked(prompt);
    request.withArray("tools").add(JSON.readTree(WEATHER)).add(JSON.readTree(TIME));
    request.set("tool_choice", JSON.readTree(choice));
    return request.put("max_tokens", 300);
  }
}
