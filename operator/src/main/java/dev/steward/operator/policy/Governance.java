package dev.steward.operator.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of the policies over a namespace.
 *
 * @param namespaceLabels by which policies of the platform select it
 * @param policies of the cluster and of the namespace, as far as they are seen
 * @param unseen what can't be seen, why, and what to do about it, in a sentence; empty: all is seen
 */
public record Governance(
    Map<String, String> namespaceLabels, List<StoredPolicy> policies, Optional<String> unseen) {

  /** Nothing governs there. */
  public static final Governance NONE = new Governance(Map.of(), List.of(), Optional.empty());

  public Governance {
    namespaceLabels = Map.copyOf(namespaceLabels);
    policies = List.copyOf(policies);
  }
}
