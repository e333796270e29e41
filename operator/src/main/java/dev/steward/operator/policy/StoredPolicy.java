package dev.steward.operator.policy;

import dev.steward.api.v1alpha1.ClusterCompliancePolicy;
import dev.steward.api.v1alpha1.CompliancePolicy;
import dev.steward.api.v1alpha1.PolicyDemands;
import dev.steward.core.policy.AllowList;
import dev.steward.core.policy.Demand;
import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.GoverningPolicy;
import dev.steward.core.policy.NamePattern;
import dev.steward.core.policy.Policy;
import dev.steward.core.policy.PolicySource;
import dev.steward.core.policy.Retention;
import dev.steward.core.policy.rule.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
            meaning(
                spec.requiredAnnotations(),
                spec.provenance(),
                spec.runtime(),
                spec.declarations())),
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
            meaning(
                spec.requiredAnnotations(),
                spec.provenance(),
                spec.runtime(),
                spec.declarations())),
        Trees.of(policy));
  }

  private static Enforcement enforcement(PolicyDemands.Enforcement level) {
    return switch (level) {
      case Deny -> Enforcement.DENY;
      case Warn -> Enforcement.WARN;
      case Audit -> Enforcement.AUDIT;
    };
  }

  private static Policy meaning(
      @Nullable List<String> annotations,
      PolicyDemands.@Nullable Provenance provenance,
      PolicyDemands.@Nullable RuntimeLimits runtime,
      PolicyDemands.@Nullable Declarations declarations) {
    var demands = new ArrayList<Demand>();
    if (provenance != null) {
      add(demands, Demand.MODEL_DIGEST, provenance.digest());
    }
    if (runtime != null) {
      add(demands, Demand.NO_EXEC, runtime.denyExec());
    }
    if (declarations != null) {
      add(demands, Demand.PURPOSE, declarations.purpose());
      add(demands, Demand.LEGAL_BASIS, declarations.legalBasis());
      add(demands, Demand.DATA_CLASS, declarations.dataClass());
    }
    return new Policy(
        Retention.FREE,
        Retention.FREE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Objects.requireNonNullElse(annotations, List.of()),
        demands,
        allowed(provenance == null ? null : provenance.allowedSources()),
        allowed(runtime == null ? null : runtime.allowedImages()));
  }

  private static void add(List<Demand> demands, Demand demand, @Nullable Boolean asked) {
    if (Boolean.TRUE.equals(asked)) {
      demands.add(demand);
    }
  }

  private static AllowList allowed(@Nullable List<String> patterns) {
    return patterns == null
        ? AllowList.any()
        : new AllowList.Only(patterns.stream().map(NamePattern::new).toList());
  }
}
