package dev.steward.core.policy.rule;

import static dev.steward.core.policy.rule.Condition.anyOf;
import static dev.steward.core.policy.rule.Condition.isOneOf;
import static dev.steward.core.policy.rule.Condition.not;

import java.util.List;

/** Numbers of pods, by the scale subresource: its object is a Scale, without labels and spec. */
final class ScaleRules {

  private static final List<String> UPDATE = List.of("UPDATE");

  private ScaleRules() {}

  static RuleGroup group() {
    return new RuleGroup(
        "scale",
        "The number of pods by the scale subresource: of what the operator owns, and of services.",
        RuleGroup.Reach.ALL,
        List.of(
            new Resources(
                "apps",
                "v1",
                List.of("deployments/scale", "replicasets/scale", "statefulsets/scale"),
                UPDATE),
            new Resources("steward.dev", "v1alpha1", List.of("modelservices/scale"), UPDATE)),
        Condition.allOf(),
        Selection.namespace(),
        List.of(ofOwned(), ofService()));
  }

  private static Condition isOfService() {
    return isOneOf(Ref.request("resource", "resource"), "modelservices");
  }

  private static Rule ofOwned() {
    return new Rule(
        "owned-scale",
        anyOf(
            Writers.mayWrite(),
            isOfService(),
            not(
                new Condition.Matches(
                    Ref.object("status", "selector"),
                    "(^|,)" + OwnedRules.MANAGED_BY + "=" + OwnedRules.STEWARD + "(,|$)"))),
        "spec.replicas",
        new Wording.Plain("its pods are a service's"),
        "scale the ModelService",
        "enforcement",
        Rule.JudgedBy.REQUEST,
        "");
  }

  /** A Scale has no annotations, so whoever changed the service by it wouldn't be named there. */
  private static Rule ofService() {
    return new Rule(
        "signed-scale",
        anyOf(
            Writers.isAutoscaler(),
            not(isOfService()),
            not(
                new Condition.Some(
                    Ref.policy("spec", "requiredAnnotations"),
                    "k",
                    isOneOf(Ref.item("k"), ServiceRules.LAST_MODIFIED_BY)))),
        "spec.replicas",
        new Wording.Plain(
            "a scale can't be signed, and the policy asks for " + ServiceRules.LAST_MODIFIED_BY),
        "change spec.scaling of the ModelService, and sign there",
        "requiredAnnotations",
        Rule.JudgedBy.REQUEST,
        "AI Act 12");
  }
}
