package dev.steward.runtime.llm;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonText;
import dev.steward.protocol.openai.AnswerForm;
import dev.steward.protocol.openai.ToolUse;
import dev.steward.runtime.grammar.Grammar;
import dev.steward.runtime.grammar.Rules;
import dev.steward.runtime.grammar.TokenTrie;
import dev.steward.runtime.grammar.ToolRules;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The forms that answers must have. Those that were asked for last are kept with what was found out
 * about them, which requests of the same form share. May be used by several threads.
 */
final class Forms {

  /** Each may take some MB. */
  private static final int KEPT = 8;

  private final TokenTrie tokens;
  private final Map<String, Optional<Grammar>> known = new LinkedHashMap<>(16, 0.75f, true);

  Forms(TokenTrie tokens) {
    this.tokens = tokens;
  }

  /** The form of answers, empty for any text; or the refusal of a schema. */
  Outcome<Optional<Grammar>> of(AnswerForm form, ToolUse tools) {
    var key = key(form, tools);
    synchronized (known) {
      var before = known.get(key);
      if (before != null) {
        return Outcome.done(before);
      }
    }
    var rules = new Rules();
    var made =
        ToolRules.of(rules, form, tools)
            .map(rule -> rule.map(root -> new Grammar(rules, root, tokens)));
    if (made instanceof Outcome.Done<Optional<Grammar>>(var grammar)) {
      keep(key, grammar);
    }
    return made;
  }

  private void keep(String key, Optional<Grammar> grammar) {
    synchronized (known) {
      known.put(key, grammar);
      var oldest = known.keySet().iterator();
      while (known.size() > KEPT) {
        oldest.next();
        oldest.remove();
      }
    }
  }

  private static String key(AnswerForm form, ToolUse tools) {
    return JsonText.text(json -> {
      json.writeStartArray();
      switch (form) {
        case AnswerForm.Words() -> json.writeNull();
        case AnswerForm.AnyObject() -> json.writeBoolean(true);
        case AnswerForm.Schema(var schema) -> schema.write(json);
      }
      json.writeString(tools.will().name());
      json.writeNumber(tools.most());
      for (var tool : tools.tools()) {
        json.writeString(tool.name());
        tool.parameters().write(json);
      }
      json.writeEndArray();
    });
  }
}
