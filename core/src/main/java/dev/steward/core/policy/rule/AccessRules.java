package dev.steward.core.policy.rule;

import static dev.steward.core.policy.rule.Condition.isTrue;
import static dev.steward.core.policy.rule.Condition.not;

import java.util.List;

/** Ways into a running pod, and past the gateways to it. */
final class AccessRules {

  private AccessRules() {}

  static RuleGroup group() {
    return new RuleGroup(
        "access",
        "Ways into running pods, and past the gateways: exec, attach, port-forward, ephemeral"
            + " containers, and the API server's proxies to pods and services.",
        RuleGroup.Reach.ALL,
        List.of(
            new Resources(
                "",
                "v1",
                List.of(
                    "pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "services/proxy"),
                List.of("CONNECT")),
            new Resources("", "v1", List.of("pods/ephemeralcontainers"), List.of("UPDATE"))),
        Condition.allOf(),
        Selection.namespace(),
        List.of(
            new Rule(
                "deny-exec",
                not(isTrue(Ref.policy("spec", "runtime", "denyExec"))),
                "request",
                new Wording.Quoting("", Ref.request("subResource"), " is denied in this namespace"),
                "use the service's address; for a look inside, ask who owns the policy",
                "runtime.denyExec",
                Rule.JudgedBy.REQUEST,
                "GDPR 32, SOC 2 CC6")));
  }
}
