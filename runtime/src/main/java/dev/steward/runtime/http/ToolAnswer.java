package dev.steward.runtime.http;

import dev.steward.protocol.openai.ToolCall;
import dev.steward.protocol.openai.ToolUse;
import dev.steward.runtime.llm.CallReader;
import dev.steward.runtime.llm.CallReader.Said;
import dev.steward.runtime.llm.Generation.Piece;
import dev.steward.runtime.llm.Generation.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** One answer, in which a model may call tools, as OpenAI tells it. */
final class ToolAnswer {

  private final ToolUse tools;
  private final CallReader reader = new CallReader();
  private final StringBuilder words = new StringBuilder();
  private final List<ToolCall> calls = new ArrayList<>();

  /**
   * One that is empty.
   *
   * @param tools that the model may call; without any, all that it writes is words
   */
  ToolAnswer(ToolUse tools) {
    this.tools = tools;
  }

  /** More of the answer. */
  List<Said> add(String text) {
    if (tools.tools().isEmpty()) {
      return text.isEmpty() ? List.of() : kept(List.of(new Said.Words(text)));
    }
    return kept(reader.add(text));
  }

  /** What was held back at the end of the answer. */
  List<Said> end() {
    return kept(reader.end());
  }

  private List<Said> kept(List<Said> all) {
    for (var said : all) {
      switch (said) {
        case Said.Words(var text) -> words.append(text);
        case Said.Call(var _, var name) -> calls.add(new ToolCall(id(), name, ""));
        case Said.Arguments(var index, var text) -> {
          var call = calls.get(index);
          calls.set(index, new ToolCall(call.id(), call.name(), call.arguments() + text));
        }
      }
    }
    return all;
  }

  private static String id() {
    return "call_" + UUID.randomUUID().toString().replace("-", "");
  }

  /** What isn't a call. */
  String words() {
    return words.toString();
  }

  /** The calls so far. */
  List<ToolCall> calls() {
    return calls;
  }

  /** Why it ended, as OpenAI calls it. */
  String reason(Piece.End end) {
    return end.reason() == Reason.STOP && !calls.isEmpty()
        ? "tool_calls"
        : end.reason().name().toLowerCase(Locale.ROOT);
  }
}
