package dev.steward.runtime.grammar;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonText;
import dev.steward.protocol.openai.AnswerForm;
import dev.steward.protocol.openai.Tool;
import dev.steward.protocol.openai.ToolUse;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Rules for answers: words, JSON, or calls of tools, which are written as Hermes' models and
 * Qwen2.5 do: {@code <tool_call>{"name": "…", "arguments": {…}}</tool_call>}.
 *
 * <p>Where a model may call as it likes, any text is good until it begins a call; from there on it
 * has the call's form. Where it must, nothing but calls is.
 */
public final class ToolRules {

  /** Begins a call. */
  public static final String BEGIN = "<tool_call>";

  /** Ends a call. */
  public static final String END = "</tool_call>";

  private final Rules rules;
  private final JsonRules json;

  private ToolRules(Rules rules) {
    this.rules = rules;
    this.json = new JsonRules(rules);
  }

  /**
   * The form of answers; empty for any text. Or the refusal of a schema.
   *
   * @param tools that may be called
   */
  public static Outcome<Optional<Rule>> of(Rules rules, AnswerForm form, ToolUse tools) {
    var reading = new ToolRules(rules);
    return reading.words(form).then(words -> reading.answers(words, tools));
  }

  private Outcome<Optional<Rule>> words(AnswerForm form) {
    return switch (form) {
      case AnswerForm.Words() -> Outcome.done(Optional.empty());
      case AnswerForm.AnyObject() -> Outcome.done(Optional.of(SchemaRules.anyObject(rules)));
      case AnswerForm.Schema(var schema) ->
          SchemaRules.of(rules, schema, AnswerForm.SCHEMA_FIELD).map(Optional::of);
    };
  }

  private Outcome<Optional<Rule>> answers(Optional<Rule> words, ToolUse use) {
    if (use.tools().isEmpty()) {
      return Outcome.done(words);
    }
    var all = new ArrayList<Rule>();
    for (int i = 0; i < use.tools().size(); i++) {
      var tool = use.tools().get(i);
      var field = "tools[%d].function.parameters".formatted(i);
      switch (SchemaRules.of(rules, tool.parameters(), field)) {
        case Outcome.Refused<Rule>(var refusal) -> {
          return Outcome.refused(refusal);
        }
        case Outcome.Done<Rule>(var arguments) -> all.add(call(tool, arguments));
      }
    }
    var line = rules.maybe(rules.text("\n"));
    var begun = rules.inOrder(line, rules.either(all), line, rules.text(END));
    var next = rules.inOrder(line, rules.text(BEGIN), begun);
    var calls = rules.then(begun, rules.times(next, 0, use.most() - 1));
    var onlyCalls = rules.then(rules.text(BEGIN), calls);
    return Outcome.done(
        Optional.of(
            switch (use.will()) {
              case MUST -> onlyCalls;
              case MAY ->
                  words
                      .map(said -> rules.either(said, onlyCalls))
                      .orElseGet(() -> rules.until(new Marker(BEGIN), calls));
            }));
  }

  private Rule call(Tool tool, Rule arguments) {
    return rules.inOrder(
        rules.text("{\"name\""),
        json.colon(),
        rules.text(JsonText.text(out -> out.writeString(tool.name()))),
        json.comma(),
        rules.text("\"arguments\""),
        json.colon(),
        arguments,
        rules.text("}"));
  }
}
