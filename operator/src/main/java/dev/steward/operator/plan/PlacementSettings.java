package dev.steward.operator.plan;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which nodes a service's pods may run on, and before whom.
 *
 * @param nodeSelector labels that a node must have
 * @param tolerations taints that don't keep the pods away, besides the accelerator's own
 * @param priorityClass PriorityClass of the pods
 * @param regions whose nodes will do; empty: any
 * @param tiers whose nodes will do, the one that is filled first before the other; empty: any
 */
public record PlacementSettings(
    Map<String, String> nodeSelector,
    List<Toleration> tolerations,
    Optional<String> priorityClass,
    List<String> regions,
    List<Tier> tiers) {

  static final String REGION_LABEL = "topology.kubernetes.io/region";

  public PlacementSettings {
    nodeSelector = Collections.unmodifiableMap(new TreeMap<>(nodeSelector));
    tolerations = List.copyOf(tolerations);
    regions = List.copyOf(regions);
    tiers = List.copyOf(tiers);
  }

  /** Labels that every pod's node must have. Where there are two tiers, each pool adds its own. */
  Map<String, String> requiredLabels() {
    var labels = new TreeMap<>(nodeSelector);
    if (tiers.size() == 1) {
      labels.put(Names.TIER, tiers.getFirst().text());
    }
    return labels;
  }

  /** What label selectors can't say: one of several regions. */
  Optional<Affinity> affinity() {
    return regions.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new AffinityBuilder()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey(REGION_LABEL)
                .withOperator("In")
                .withValues(regions)
                .endMatchExpression()
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .build());
  }

  /** Labels of some node that will do. */
  public Map<String, String> exampleLabels() {
    var labels = new TreeMap<>(requiredLabels());
    regions.stream().findFirst().ifPresent(region -> labels.put(REGION_LABEL, region));
    tiers.stream().findFirst().ifPresent(tier -> labels.put(Names.TIER, tier.text()));
    return labels;
  }

  /** Whether a node with these labels will do, the accelerator aside. */
  public boolean admits(Map<String, String> labels) {
    return labels.entrySet().containsAll(nodeSelector.entrySet())
        && (regions.isEmpty() || regions.contains(labels.getOrDefault(REGION_LABEL, "")))
        && (tiers.isEmpty()
            || Tier.of(labels.getOrDefault(Names.TIER, "")).filter(tiers::contains).isPresent());
  }
}
