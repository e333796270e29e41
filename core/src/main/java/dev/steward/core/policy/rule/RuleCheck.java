package dev.steward.core.policy.rule;

import dev.steward.core.check.Violation;
import java.util.List;

/** Rules over objects: what the API server would say, without one. */
public final class RuleCheck {

  private RuleCheck() {}

  /** Whether the policy governs what the inputs are about. */
  public static boolean governs(RuleGroup group, Inputs inputs) {
    return Evaluation.over(inputs).holds(group.selected());
  }

  /** What one policy finds wrong with an object as it stands, whoever wrote it. */
  public static List<BrokenRule> checkObject(RuleGroup group, Inputs inputs) {
    return check(group, inputs).stream()
        .filter(broken -> broken.rule().judgedBy() == Rule.JudgedBy.OBJECT)
        .toList();
  }

  /**
   * What one policy finds wrong with a request; nothing where it doesn't govern what the request is
   * about.
   */
  public static List<BrokenRule> check(RuleGroup group, Inputs inputs) {
    var evaluation = Evaluation.over(inputs);
    if (!evaluation.holds(group.written()) || !evaluation.holds(group.selected())) {
      return List.of();
    }
    return group.rules().stream()
        .filter(rule -> !evaluation.holds(rule.holds()))
        .map(rule -> broken(rule, evaluation))
        .toList();
  }

  private static BrokenRule broken(Rule rule, Evaluation evaluation) {
    return new BrokenRule(
        rule,
        new Violation(rule.field(), problem(rule.problem(), evaluation), rule.remedy()),
        evaluation.text(Ref.policy("kind"))
            + " "
            + evaluation.text(Ref.policy("metadata", "name")));
  }

  private static String problem(Wording problem, Evaluation evaluation) {
    return switch (problem) {
      case Wording.Plain(var text) -> text;
      case Wording.Quoting(var before, var place, var after) ->
          before + "\"" + evaluation.text(place) + "\"" + after;
      case Wording.Listing(var before, var every, var shown, var after) ->
          before + String.join(", ", evaluation.failing(every, shown)) + after;
    };
  }
}
