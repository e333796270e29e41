package dev.steward.core.policy.rule;

import static dev.steward.core.policy.rule.CelText.literal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a group of rules is in CEL, over {@code params}, {@code request} and the variables here. */
public final class CelRules {

  private CelRules() {}

  /** Whether the policy governs what the request is about. */
  public static String selected(RuleGroup group) {
    return CelText.of(group.selected());
  }

  /**
   * Whether the request writes something and breaks a rule, were it selected. It needs no
   * namespace, which match conditions haven't got: what is as it should be costs nothing more.
   */
  public static String isBroken(RuleGroup group) {
    return CelText.of(
        Condition.allOf(
            group.written(), Condition.not(new Condition.AllOf(behindPremises(group.rules())))));
  }

  /**
   * What rules say, those of one premise together behind it: where it doesn't hold, as is the rule,
   * none of them costs anything.
   */
  private static List<Condition> behindPremises(List<Rule> rules) {
    return rules.stream()
        .collect(
            Collectors.groupingBy(
                Rule::premise,
                LinkedHashMap::new,
                Collectors.mapping(Rule::demand, Collectors.toList())))
        .entrySet()
        .stream()
        .flatMap(each ->
            each.getKey().equals(Condition.allOf())
                ? each.getValue().stream()
                : Stream.of(Condition.implies(each.getKey(), new Condition.AllOf(each.getValue()))))
        .toList();
  }

  /** A list with the message of each broken rule. */
  public static String broken(RuleGroup group) {
    return group.rules().stream().map(CelRules::broken).collect(Collectors.joining("\n+ "));
  }

  private static String broken(Rule rule) {
    return "(%s\n? []\n: [%s])".formatted(CelText.of(rule.holds()), message(rule));
  }

  private static String message(Rule rule) {
    return "%s + params.kind + ' ' + params.metadata.name + %s"
        .formatted(problem(rule), literal(rule.ending()));
  }

  private static String problem(Rule rule) {
    var start = rule.field() + ": ";
    var end = "; " + rule.remedy() + " (";
    return switch (rule.problem()) {
      case Wording.Plain(var text) -> literal(start + text + end);
      case Wording.Quoting(var before, var place, var after) ->
          "%s + %s + %s"
              .formatted(
                  literal(start + before + "\""), CelText.text(place), literal("\"" + after + end));
      case Wording.Listing(var before, var every, var shown, var after) ->
          "%s + %s + %s"
              .formatted(
                  literal(start + before), CelText.failing(every, shown), literal(after + end));
    };
  }
}
