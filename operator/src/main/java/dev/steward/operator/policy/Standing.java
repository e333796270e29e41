package dev.steward.operator.policy;

import dev.steward.core.policy.EffectivePolicies;
import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.core.policy.rule.BrokenRule;
import dev.steward.core.policy.rule.Input;
import dev.steward.core.policy.rule.Inputs;
import dev.steward.core.policy.rule.RuleBook;
import dev.steward.core.policy.rule.RuleCheck;
import dev.steward.core.policy.rule.RuleGroup;
import dev.steward.core.policy.rule.Tree;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a service or task stands with the policies.
 *
 * @param effective what holds for it, by policies and by what it states of itself
 * @param digest names that
 * @param broken what it breaks, by the level of the policy that says so; each level is there
 */
public record Standing(
    EffectivePolicies effective, PolicyDigest digest, Map<Enforcement, List<BrokenRule>> broken) {

  private static final RuleGroup SERVICES = RuleBook.services();

  public Standing {
    broken = Map.copyOf(broken);
  }

  /**
   * Of an object as it stands.
   *
   * @param object a ModelService or an InferenceTask
   * @param namespaceLabels of the namespace it is in
   * @param policies of the cluster and of that namespace; those that don't select it are passed
   *     over
   */
  public static Standing of(
      HasMetadata object, Map<String, String> namespaceLabels, Collection<StoredPolicy> policies) {
    var inputs = inputs(object, namespaceLabels);
    var governing =
        policies.stream()
            .filter(policy -> RuleCheck.governs(SERVICES, inputs.with(Input.POLICY, policy.tree())))
            .toList();
    var effective =
        EffectivePolicies.of(
            Stream.concat(
                    governing.stream().map(StoredPolicy::meaning),
                    Demands.statedBy(object).stream())
                .toList());
    var broken = new EnumMap<Enforcement, List<BrokenRule>>(Enforcement.class);
    for (var level : Enforcement.values()) {
      broken.put(
          level,
          governing.stream()
              .filter(policy -> policy.meaning().enforcement() == level)
              .flatMap(policy ->
                  RuleCheck.checkObject(SERVICES, inputs.with(Input.POLICY, policy.tree()))
                      .stream())
              .toList());
    }
    return new Standing(effective, PolicyDigest.of(effective), broken);
  }

  /**
   * Whether a policy selects an object.
   *
   * @param object a ModelService or an InferenceTask
   * @param namespaceLabels of the namespace it is in
   * @param policy of the cluster, or of that namespace
   */
  public static boolean isSelected(
      HasMetadata object, Map<String, String> namespaceLabels, StoredPolicy policy) {
    return RuleCheck.governs(
        SERVICES, inputs(object, namespaceLabels).with(Input.POLICY, policy.tree()));
  }

  private static Inputs inputs(HasMetadata object, Map<String, String> namespaceLabels) {
    return Inputs.none()
        .with(Input.OBJECT, Trees.of(object))
        .with(Input.NAMESPACE, Tree.of(Map.of("metadata", Map.of("labels", namespaceLabels))));
  }

  /** What it breaks at one level. */
  public List<BrokenRule> brokenAt(Enforcement level) {
    return broken.getOrDefault(level, List.of());
  }

  /** Whether it may be served: it breaks nothing that is denied, and what is denied can be met. */
  public boolean isAdmissible() {
    return brokenAt(Enforcement.DENY).isEmpty()
        && effective.at(Enforcement.DENY).conflicts().isEmpty();
  }

  /** Whether no policy at all governs it, and it states nothing that obliges by itself. */
  public boolean isUngoverned() {
    return effective.isUngoverned();
  }

  /** The levels at which something is broken or in conflict, the strictest first. */
  public List<Enforcement> troubled() {
    return Arrays.stream(Enforcement.values())
        .filter(level -> !brokenAt(level).isEmpty() || !effective.at(level).conflicts().isEmpty())
        .toList();
  }
}
