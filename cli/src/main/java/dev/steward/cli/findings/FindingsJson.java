package dev.steward.cli.findings;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steward.core.policy.rule.Rule;

/** Findings as a JSON object of our own. */
final class FindingsJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private FindingsJson() {}

  static ObjectNode of(Findings findings) {
    var root = JSON.objectNode();
    root.put("refused", findings.refused());
    var all = root.putArray("findings");
    findings.all().forEach(found -> all.add(one(found)));
    return root;
  }

  private static ObjectNode one(Found found) {
    var one = JSON.objectNode();
    one.put("file", found.file());
    one.put("line", found.at().line());
    one.put("column", found.at().column());
    one.put("outcome", found.weight().word());
    one.put("rule", found.ruleId());
    one.put("field", found.violation().field());
    one.put("problem", found.violation().problem());
    one.put("remedy", found.violation().remedy());
    found
        .said()
        .ifPresent(said -> {
          one.put("object", said.object());
          one.put("message", said.message());
          said.rule()
              .map(Rule::evidence)
              .filter(evidence -> !evidence.isEmpty())
              .ifPresent(evidence -> one.put("supports", evidence));
        });
    return one;
  }
}
