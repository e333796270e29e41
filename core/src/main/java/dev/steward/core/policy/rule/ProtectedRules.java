package dev.steward.core.policy.rule;

import static dev.steward.core.policy.rule.Condition.allOf;
import static dev.steward.core.policy.rule.Condition.anyOf;
import static dev.steward.core.policy.rule.Condition.isOneOf;
import static dev.steward.core.policy.rule.Condition.not;

import java.util.List;
import java.util.stream.Stream;

/** What Steward tells of things, on objects that others write too. */
final class ProtectedRules {

  private ProtectedRules() {}

  static RuleGroup group() {
    return new RuleGroup(
        "protected",
        "What Steward tells of services, tasks and pods: their status, and annotations that begin"
            + " with "
            + ServiceRules.PREFIX
            + ", also of pods that aren't Steward's and in every template.",
        RuleGroup.Reach.ALL,
        Stream.concat(
                WorkloadRules.resources("pods", "replicationcontrollers").stream(),
                Stream.of(
                    new Resources(
                        "steward.dev",
                        "v1alpha1",
                        List.of("modelservices/status", "inferencetasks/status"),
                        List.of("UPDATE"))))
            .toList(),
        allOf(),
        Selection.namespace(),
        List.of(
            ServiceRules.protectedAnnotations("protected-pod-annotations", Writers.mayWrite()),
            templateAnnotations(),
            status()));
  }

  private static Rule templateAnnotations() {
    return new Rule(
        "template-annotations",
        anyOf(
            Writers.mayWrite(),
            new Condition.AllOf(
                WorkloadRules.TEMPLATES.stream().map(ProtectedRules::hasNone).toList())),
        "spec.template.metadata.annotations",
        new Wording.Plain("those that begin with " + ServiceRules.PREFIX + " are the operator's"),
        "remove them",
        "enforcement",
        Rule.JudgedBy.REQUEST,
        "");
  }

  private static Condition hasNone(List<String> template) {
    return new Condition.EveryKey(
        Ref.object(
            Stream.concat(template.stream(), Stream.of("metadata", "annotations"))
                .toArray(String[]::new)),
        "k",
        not(new Condition.Begins(Ref.item("k"), ServiceRules.PREFIX)));
  }

  private static Rule status() {
    return new Rule(
        "told-status",
        anyOf(not(isOneOf(Ref.request("subResource"), "status")), Writers.mayTell()),
        "status",
        new Wording.Quoting(
            "it is what Steward tells, and ", Ref.request("userInfo", "username"), " writes it"),
        "change the spec",
        "enforcement",
        Rule.JudgedBy.REQUEST,
        "AI Act 12");
  }
}
