package dev.steward.runtime.llm;

import dev.steward.protocol.json.JsonText;
import dev.steward.protocol.openai.ChatRequest.Message;
import dev.steward.protocol.openai.Tool;
import dev.steward.protocol.openai.ToolCall;
import dev.steward.runtime.grammar.ToolRules;
import java.util.ArrayList;
import java.util.List;

/**
 * Tools for models whose template knows none: what there is to call stands in the system message,
 * calls in the assistant's turns and results in the user's, in the words that Qwen2.5's template
 * has for them (which are those of NousResearch's Hermes 2 Pro).
 */
final class ToolText {

  private static final String BEFORE =
      """
      # Tools

      You may call one or more functions to assist with the user query.

      You are provided with function signatures within <tools></tools> XML tags:
      <tools>
      """;

  private static final String AFTER =
      """
      </tools>

      For each function call, return a json object with function name and arguments within \
      <tool_call></tool_call> XML tags:
      <tool_call>
      {"name": <function-name>, "arguments": <args-json-object>}
      </tool_call>\
      """;

  private ToolText() {}

  /** The same conversation in turns of system, user and assistant that are text. */
  static List<Message> plain(List<Message> messages, List<Tool> tools) {
    var plain = new ArrayList<Message>();
    var rest = messages;
    if (!tools.isEmpty()) {
      boolean told = messages.getFirst().role().equals("system");
      plain.add(
          new Message(
              "system", (told ? messages.getFirst().content() + "\n\n" : "") + listed(tools)));
      rest = told ? messages.subList(1, messages.size()) : messages;
    }
    boolean results = false;
    for (var message : rest) {
      boolean result = message.role().equals("tool");
      if (result) {
        var text = "<tool_response>\n" + message.content() + "\n</tool_response>";
        // Results of one turn's calls are one turn.
        plain.add(new Message("user", results ? plain.removeLast().content() + "\n" + text : text));
      } else {
        plain.add(new Message(message.role(), said(message)));
      }
      results = result;
    }
    return plain;
  }

  private static String listed(List<Tool> tools) {
    var text = new StringBuilder(BEFORE);
    tools.forEach(tool -> text.append(tool.json().json()).append('\n'));
    return text.append(AFTER).toString();
  }

  private static String said(Message message) {
    var text = new StringBuilder(message.content());
    for (var call : message.calls()) {
      text.append(text.isEmpty() ? "" : "\n").append(written(call));
    }
    return text.toString();
  }

  private static String written(ToolCall call) {
    var name = JsonText.text(json -> json.writeString(call.name()));
    return "%s\n{\"name\": %s, \"arguments\": %s}\n%s"
        .formatted(ToolRules.BEGIN, name, call.arguments(), ToolRules.END);
  }
}
