package dev.steward.operator.observe;

import dev.steward.operator.plan.AcceleratorSettings;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A node, as far as a message about GPUs needs it.
 *
 * @param allocatable what pods may take from it, by resource, as the node says it
 * @param product its GPUs' product, by feature discovery
 * @param memoryMib memory of one GPU in MiB, by feature discovery
 */
public record NodeFacts(
    String name,
    Map<String, String> allocatable,
    Optional<String> product,
    Optional<String> memoryMib) {

  public NodeFacts {
    allocatable = Map.copyOf(allocatable);
  }

  /** Reads a node. */
  public static NodeFacts of(Node node) {
    var allocatable = new TreeMap<String, String>();
    var status = node.getStatus();
    if (status != null && status.getAllocatable() != null) {
      status.getAllocatable().forEach((name, amount) -> allocatable.put(name, amount.toString()));
    }
    var labels = Optional.ofNullable(node.getMetadata().getLabels()).orElse(Map.of());
    return new NodeFacts(
        node.getMetadata().getName(),
        allocatable,
        Optional.ofNullable(labels.get(AcceleratorSettings.PRODUCT_LABEL)),
        Optional.ofNullable(labels.get(AcceleratorSettings.MEMORY_LABEL)));
  }
}
