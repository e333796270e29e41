package dev.steward.core.policy.rule;

import java.util.List;

/** What the operator owns: nobody else writes it. */
final class OwnedRules {

  static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  static final String STEWARD = "steward";

  private static final List<String> WRITES = List.of("CREATE", "UPDATE", "DELETE");

  private OwnedRules() {}

  static RuleGroup owned() {
    return new RuleGroup(
        "owned",
        "Objects labelled " + MANAGED_BY + ": " + STEWARD + ", before or after.",
        RuleGroup.Reach.OWNED,
        List.of(
            new Resources("", "v1", List.of("pods"), List.of("CREATE", "UPDATE")),
            new Resources("", "v1", List.of("services", "secrets", "serviceaccounts"), WRITES),
            new Resources(
                "apps",
                "v1",
                List.of("deployments", "replicasets", "statefulsets", "controllerrevisions"),
                WRITES),
            new Resources("batch", "v1", List.of("jobs"), WRITES),
            new Resources("discovery.k8s.io", "v1", List.of("endpointslices"), WRITES),
            new Resources("networking.k8s.io", "v1", List.of("networkpolicies"), WRITES),
            new Resources("policy", "v1", List.of("poddisruptionbudgets"), WRITES),
            new Resources("resource.k8s.io", "v1", List.of("resourceclaimtemplates"), WRITES)),
        Condition.allOf(),
        Selection.namespace(),
        List.of(
            new Rule(
                "owned-objects",
                Writers.mayWrite(),
                "metadata.labels[" + MANAGED_BY + "]",
                new Wording.Quoting(
                    "what bears this label is the operator's, and ",
                    Ref.request("userInfo", "username"),
                    " writes it"),
                "change the ModelService or InferenceTask it belongs to",
                "enforcement",
                Rule.JudgedBy.REQUEST,
                "")));
  }
}
