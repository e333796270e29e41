package dev.steward.runtime.llm;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.TemplateError;
import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonValue;
import dev.steward.protocol.openai.ChatRequest.Message;
import dev.steward.protocol.openai.ToolCall;
import dev.steward.protocol.openai.ToolUse;
import dev.steward.runtime.grammar.ToolRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model's own template, by which messages become the text that it was trained on. It comes from
 * outside: what it may do is bounded in steps, depth and length.
 */
final class ChatTemplate {

  private static final long MAX_OUTPUT = 4L << 20;

  private final String template;
  private final Map<String, String> marks;
  private final boolean knowsTools;
  private final Jinjava jinjava;

  /**
   * A template.
   *
   * @param marks names of tokens that it may use, such as {@code bos_token}
   */
  ChatTemplate(String template, Map<String, String> marks) {
    this.template = template;
    this.marks = Map.copyOf(marks);
    this.knowsTools = template.contains("tools") && template.contains(ToolRules.BEGIN);
    // As Hugging Face's transformers renders them: blocks leave no line or indentation behind.
    this.jinjava =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                // What a message says is text, never a template.
                .withNestedInterpretationEnabled(false)
                .withMaxOutputSize(MAX_OUTPUT)
                .withMaxRenderDepth(20)
                .withMaxMacroRecursionDepth(10)
                .withMaxListSize(100_000)
                .withMaxMapSize(100_000)
                .withMaxStringLength(MAX_OUTPUT)
                .withLegacyOverrides(
                    LegacyOverrides.newBuilder()
                        .withParseWhitespaceControlStrictly(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withKeepNullableLoopValues(true)
                        .build())
                .build());
  }

  /**
   * The text after which the model writes its turn; or the refusal of the messages.
   *
   * @param tools that it may call; where the template doesn't write tools as calls are read here,
   *     in words of ours
   */
  Outcome<String> text(List<Message> messages, ToolUse tools) {
    var context = new LinkedHashMap<String, Object>(marks);
    var turns = knowsTools ? messages : ToolText.plain(messages, tools.tools());
    context.put("messages", turns.stream().map(ChatTemplate::turn).toList());
    if (knowsTools && !tools.tools().isEmpty()) {
      context.put("tools", tools.tools().stream().map(tool -> plain(tool.json())).toList());
    }
    context.put("add_generation_prompt", true);
    try {
      var rendered = jinjava.renderForResult(template, context);
      return rendered.getErrors().stream()
          .filter(error -> error.getSeverity() == TemplateError.ErrorType.FATAL)
          .findFirst()
          .map(error -> refused(error.getMessage()))
          .orElseGet(() -> Outcome.done(rendered.getOutput()));
    } catch (InterpretException e) {
      return refused(String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, Object> turn(Message message) {
    var turn = new LinkedHashMap<String, Object>();
    turn.put("role", message.role());
    turn.put("content", message.content());
    if (!message.calls().isEmpty()) {
      turn.put("tool_calls", message.calls().stream().map(ChatTemplate::call).toList());
    }
    return turn;
  }

  private static Map<String, Object> call(ToolCall call) {
    return Map.of("type", "function", "function", function(call));
  }

  private static Map<String, @Nullable Object> function(ToolCall call) {
    var function = new LinkedHashMap<String, @Nullable Object>();
    function.put("name", call.name());
    function.put("arguments", plain(arguments(call)));
    return function;
  }

  private static JsonValue arguments(ToolCall call) {
    try {
      var json = call.arguments().getBytes(StandardCharsets.UTF_8);
      return switch (JsonReader.document(json, JsonValue::read)) {
        case Outcome.Done<JsonValue>(var value) -> value;
        case Outcome.Refused<JsonValue> _ -> new JsonValue.Text(call.arguments());
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As templates know values. */
  private static @Nullable Object plain(JsonValue json) {
    return switch (json) {
      case JsonValue.Members(var members) -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        members.forEach((name, value) -> map.put(name, plain(value)));
        yield map;
      }
      case JsonValue.Elements(var elements) -> {
        var list = new ArrayList<@Nullable Object>();
        elements.forEach(element -> list.add(plain(element)));
        yield list;
      }
      case JsonValue.Text(var text) -> text;
      case JsonValue.Numeric(var literal) -> new BigDecimal(literal);
      case JsonValue.Truth(var value) -> value;
      case JsonValue.Null() -> null;
    };
  }

  private static Outcome<String> refused(String why) {
    return Outcome.refused(
        Refusal.of(
            ErrorCode.INVALID_REQUEST,
            new Violation(
                "messages",
                "the model's template can't be filled with them: " + why,
                "send turns in the order that the model takes")));
  }
}
