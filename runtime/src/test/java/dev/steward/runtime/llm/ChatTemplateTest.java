package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonValue;
import dev.steward.protocol.openai.ChatRequest.Message;
import dev.steward.protocol.openai.Tool;
import dev.steward.protocol.openai.ToolCall;
import dev.steward.protocol.openai.ToolUse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {

  /** SmolLM2's, as its GGUF file has it. */
  private static final String SMOLLM =
      "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

  @Test
  void smollm_s_own_words_come_first() {
    assertThat(text(SMOLLM, List.of(new Message("user", "Hello <b>{{ 1 }}</b>"))))
        .isEqualTo(
            """
            <|im_start|>system
            You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>
            <|im_start|>user
            Hello <b>{{ 1 }}</b><|im_end|>
            <|im_start|>assistant
            """);
  }

  @Test
  void the_user_s_system_message_takes_their_place() {
    assertThat(
            text(
                SMOLLM,
                List.of(
                    new Message("system", "Be short."),
                    new Message("user", "Hi"),
                    new Message("assistant", "Hi."),
                    new Message("user", "Again"))))
        .isEqualTo(
            """
            <|im_start|>system
            Be short.<|im_end|>
            <|im_start|>user
            Hi<|im_end|>
            <|im_start|>assistant
            Hi.<|im_end|>
            <|im_start|>user
            Again<|im_end|>
            <|im_start|>assistant
            """);
  }

  @Test
  void a_template_uses_marks_and_refuses() {
    assertThat(text("{{ bos_token }}{{ messages[0].content }}", List.of(new Message("user", "x"))))
        .isEqualTo("<s>x");
    var refused =
        new ChatTemplate("{{ raise_exception('roles must alternate') }}", Map.of())
            .text(List.of(new Message("user", "x")), ToolUse.NONE);
    assertThat(refused).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void a_template_can_t_go_on_for_ever() {
    var endless =
        new ChatTemplate(
            "{% for a in range(1000) %}{% for b in range(1000) %}{{ messages[0].content }}{% endfor %}{% endfor %}",
            Map.of());
    assertThat(endless.text(List.of(new Message("user", "x".repeat(1000))), ToolUse.NONE))
        .isInstanceOf(Outcome.Refused.class);
  }

  private static final Tool WEATHER =
      new Tool(
          "weather",
          Optional.of("Today's weather"),
          new JsonValue.Members(Map.of("type", new JsonValue.Text("object"))));

  private static final List<Message> CALLED =
      List.of(
          new Message("system", "Be short."),
          new Message("user", "Rain?"),
          new Message(
              "assistant",
              "",
              List.of(new ToolCall("1", "weather", "{\"city\":\"Bonn\",\"days\":2}"))),
          new Message("tool", "yes"),
          new Message("tool", "and no"));

  @Test
  void tools_stand_in_the_system_message_of_a_template_that_knows_none() {
    assertThat(text(SMOLLM, CALLED, new ToolUse(List.of(WEATHER), ToolUse.Will.MAY, 1)))
        .isEqualTo(
            """
            <|im_start|>system
            Be short.

            # Tools

            You may call one or more functions to assist with the user query.

            You are provided with function signatures within <tools></tools> XML tags:
            <tools>
            {"type":"function","function":{"name":"weather","description":"Today's weather",\
            "parameters":{"type":"object"}}}
            </tools>

            For each function call, return a json object with function name and arguments within \
            <tool_call></tool_call> XML tags:
            <tool_call>
            {"name": <function-name>, "arguments": <args-json-object>}
            </tool_call><|im_end|>
            <|im_start|>user
            Rain?<|im_end|>
            <|im_start|>assistant
            <tool_call>
            {"name": "weather", "arguments": {"city":"Bonn","days":2}}
            </tool_call><|im_end|>
            <|im_start|>user
            <tool_response>
            yes
            </tool_response>
            <tool_response>
            and no
            </tool_response><|im_end|>
            <|im_start|>assistant
            """);
  }

  @Test
  void a_template_that_knows_tools_gets_them_as_they_are() {
    var template =
        "{% for tool in tools %}{{ tool | tojson }}{{ '\n' }}{% endfor %}"
            + "{% for message in messages %}{{ message.role }}:{% if message.tool_calls %}"
            + "{% for call in message.tool_calls %}{% if call.function is defined %}{% set call ="
            + " call.function %}{% endif %}<tool_call>{{ call.name }} {{ call.arguments | tojson }}"
            + "{% endfor %}{% else %}{{ message.content }}{% endif %}{{ '\n' }}{% endfor %}";
    assertThat(text(template, CALLED, new ToolUse(List.of(WEATHER), ToolUse.Will.MAY, 1)))
        .isEqualTo(
            """
            {"type":"function","function":{"name":"weather","description":"Today's weather",\
            "parameters":{"type":"object"}}}
            system:Be short.
            user:Rain?
            assistant:<tool_call>weather {"city":"Bonn","days":2}
            tool:yes
            tool:and no
            """);
  }

  private static String text(String template, List<Message> messages) {
    return text(template, messages, ToolUse.NONE);
  }

  private static String text(String template, List<Message> messages, ToolUse tools) {
    var outcome = new ChatTemplate(template, Map.of("bos_token", "<s>")).text(messages, tools);
    return ((Outcome.Done<String>) outcome).value();
  }
}
