package dev.steward.core.policy.rule;

import static dev.steward.core.policy.rule.Condition.allOf;
import static dev.steward.core.policy.rule.Condition.exists;
import static dev.steward.core.policy.rule.Condition.isOneOf;
import static dev.steward.core.policy.rule.Condition.not;

import java.util.stream.Stream;

/**
 * What a service states about its data: it may be stricter than the policy, and not looser. A bound
 * that can't be compared with the policy's holds beside it.
 */
final class DataRules {

  private static final Condition RETENTION = exists(stated("retention"));

  private DataRules() {}

  static Rule recordsAtLeast() {
    return keptAtLeast("audit-record-min", "auditRecord", "AI Act 19, AI Act 26(6)");
  }

  static Rule recordsAtMost() {
    return keptAtMost("audit-record-max", "auditRecord", "GDPR 5(1)(e)");
  }

  static Rule contentAtLeast() {
    return keptAtLeast("content-min", "content", "");
  }

  static Rule contentAtMost() {
    return keptAtMost("content-max", "content", "GDPR 5(1)(c), GDPR 5(1)(e)");
  }

  private static Rule keptAtLeast(String name, String kept, String evidence) {
    var min = stated("retention", kept, "min");
    return retention(
        name,
        kept,
        "min",
        not(new Condition.Shorter(min, Ref.policy("spec", "retention", kept, "min"))),
        not(new Condition.Shorter(Ref.policy("spec", "retention", kept, "max"), min)),
        new Wording.Quoting("", min, " is shorter than min of the policy, or longer than its max"),
        evidence);
  }

  private static Rule keptAtMost(String name, String kept, String evidence) {
    var max = stated("retention", kept, "max");
    return retention(
        name,
        kept,
        "max",
        not(new Condition.Shorter(Ref.policy("spec", "retention", kept, "max"), max)),
        not(new Condition.Shorter(max, Ref.policy("spec", "retention", kept, "min"))),
        new Wording.Quoting("", max, " is longer than max of the policy, or shorter than its min"),
        evidence);
  }

  private static Rule retention(
      String name,
      String kept,
      String bound,
      Condition isTighter,
      Condition leavesRoom,
      Wording problem,
      String evidence) {
    var field = "retention." + kept + "." + bound;
    return new Rule(
        name,
        RETENTION,
        allOf(isTighter, leavesRoom),
        "spec.compliance." + field,
        problem,
        "state a period between spec.retention." + kept + ".min and .max of the policy, or none",
        field,
        Rule.JudgedBy.OBJECT,
        evidence);
  }

  static Rule purgeSlo() {
    var slo = stated("retention", "purgeSlo");
    return new Rule(
        "purge-slo",
        RETENTION,
        not(new Condition.Longer(slo, Ref.policy("spec", "retention", "purgeSlo"))),
        "spec.compliance.retention.purgeSlo",
        new Wording.Quoting("", slo, " is longer than that of the policy"),
        "state spec.retention.purgeSlo of the policy or less, or none",
        "retention.purgeSlo",
        Rule.JudgedBy.OBJECT,
        "GDPR 5(1)(e)");
  }

  static Rule auditFailure() {
    return new Rule(
        "audit-on-failure",
        not(
            allOf(
                isOneOf(Ref.policy("spec", "audit", "onFailure"), "FailClosed"),
                isOneOf(stated("audit", "onFailure"), "FailOpen"))),
        "spec.compliance.audit.onFailure",
        new Wording.Plain("FailOpen answers without a record, and the policy says FailClosed"),
        "state FailClosed, or nothing",
        "audit.onFailure",
        Rule.JudgedBy.OBJECT,
        "AI Act 12");
  }

  static Rule contentMode() {
    return new Rule(
        "privacy-content",
        not(
            allOf(
                isOneOf(Ref.policy("spec", "privacy", "content"), "None"),
                isOneOf(stated("privacy", "content"), "Encrypted"))),
        "spec.compliance.privacy.content",
        new Wording.Plain("Encrypted keeps prompts and answers, and the policy says None"),
        "state None, or nothing",
        "privacy.content",
        Rule.JudgedBy.OBJECT,
        "GDPR 5(1)(c)");
  }

  private static Ref stated(String... fields) {
    return Ref.object(
        Stream.concat(Stream.of("spec", "compliance"), Stream.of(fields)).toArray(String[]::new));
  }
}
