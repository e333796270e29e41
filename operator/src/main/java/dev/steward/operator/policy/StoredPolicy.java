package dev.steward.operator.policy;

import dev.steward.api.v1alpha1.ClusterCompliancePolicy;
import dev.steward.api.v1alpha1.CompliancePolicy;
import dev.steward.api.v1alpha1.PolicyDemands;
import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.GoverningPolicy;
import dev.steward.core.policy.PolicySource;
import dev.steward.core.policy.rule.Tree;
import java.util.Objects;

/**
 * A policy as the API server stores it, in the two forms in which it is used.
 *
 * @param meaning for the meet
 * @param tree for the rules
 */
public record StoredPolicy(GoverningPolicy meaning, Tree tree) {

  /** A platform's. */
  public static StoredPolicy of(ClusterCompliancePolicy policy) {
    var spec = policy.getSpec();
    return new StoredPolicy(
        new GoverningPolicy(
            new PolicySource.OfCluster(policy.getMetadata().getName()),
            enforcement(spec.enforcement()),
            Demands.of(spec)),
        Trees.of(policy));
  }

  /** A namespace's own. */
  public static StoredPolicy of(CompliancePolicy policy) {
    var spec = policy.getSpec();
    return new StoredPolicy(
        new GoverningPolicy(
            new PolicySource.OfNamespace(
                Objects.toString(policy.getMetadata().getNamespace(), ""),
                policy.getMetadata().getName()),
            enforcement(spec.enforcement()),
            Demands.of(spec)),
        Trees.of(policy));
  }

  private static Enforcement enforcement(PolicyDemands.Enforcement level) {
    return switch (level) {
      case Deny -> Enforcement.DENY;
      case Warn -> Enforcement.WARN;
      case Audit -> Enforcement.AUDIT;
    };
  }
}
