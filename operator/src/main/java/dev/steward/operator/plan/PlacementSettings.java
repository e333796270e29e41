package dev.steward.operator.plan;

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
 */
public record PlacementSettings(
    Map<String, String> nodeSelector,
    List<Toleration> tolerations,
    Optional<String> priorityClass) {

  public PlacementSettings {
    nodeSelector = Collections.unmodifiableMap(new TreeMap<>(nodeSelector));
    tolerations = List.copyOf(tolerations);
  }
}
