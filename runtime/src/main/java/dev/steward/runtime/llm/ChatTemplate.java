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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's own template, by which messages become the text that it was trained on. It comes from
 * outside: what it may do is bounded in steps, depth and length.
 */
final class ChatTemplate {

  private static final long MAX_OUTPUT = 4L << 20;

  private final String template;
  private final Map<String, String> marks;
  private final Jinjava jinjava;

  /**
   * A template.
   *
   * @param marks names of tokens that it may use, such as {@code bos_token}
   */
  ChatTemplate(String template, Map<String, String> marks) {
    this.template = template;
    this.marks = Map.copyOf(marks);
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
   * Someone's turn.
   *
   * @param role {@code system}, {@code user} or {@code assistant}
   */
  record Message(String role, String content) {}

  /** The text after which the model writes its turn; or the refusal of the messages. */
  Outcome<String> text(List<Message> messages) {
    var context = new LinkedHashMap<String, Object>(marks);
    context.put(
        "messages",
        messages.stream()
            .map(message -> Map.of("role", message.role, "content", message.content))
            .toList());
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
