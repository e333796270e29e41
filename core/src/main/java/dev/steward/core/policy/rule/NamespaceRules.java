package dev.steward.core.policy.rule;

import java.util.List;

/** A namespace's labels, by which policies select it. */
final class NamespaceRules {

  private NamespaceRules() {}

  static RuleGroup group() {
    return new RuleGroup(
        "namespaces",
        "The labels of a namespace: it doesn't leave a policy by relabelling, unless who does it may"
            + " update ClusterCompliancePolicies.",
        RuleGroup.Reach.NAMESPACES,
        List.of(new Resources("", "v1", List.of("namespaces"), List.of("UPDATE"))),
        Condition.allOf(),
        Selection.oldNamespace(),
        List.of(
            new Rule(
                "namespace-labels",
                Selection.newNamespace(),
                "metadata.labels",
                new Wording.Plain("the namespace would leave the policy"),
                "keep the labels that spec.namespaceSelector of the policy reads",
                "namespaceSelector",
                Rule.JudgedBy.REQUEST,
                "")));
  }
}
