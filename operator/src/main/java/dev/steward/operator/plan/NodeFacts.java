package dev.steward.operator.plan;

import io.fabric8.kubernetes.api.model.Node;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A node, as far as it matters for GPUs.
 *
 * @param allocatable what pods may take from it, by resource, as the node says it
 * @param labels what it is called, feature discovery's labels among them
 * @param standing whether it takes pods
 */
public record NodeFacts(
    String name, Map<String, String> allocatable, Map<String, String> labels, Standing standing) {

  /** Whether a node takes pods. */
  public enum Standing {
    READY,
    /** Somebody keeps new pods away. */
    CORDONED,
    NOT_READY
  }

  public NodeFacts {
    allocatable = Map.copyOf(allocatable);
    labels = Map.copyOf(labels);
  }

  /** Reads a node. */
  public static NodeFacts of(Node node) {
    var allocatable = new TreeMap<String, String>();
    var status = node.getStatus();
    if (status != null && status.getAllocatable() != null) {
      status.getAllocatable().forEach((name, amount) -> allocatable.put(name, amount.toString()));
    }
    return new NodeFacts(
        node.getMetadata().getName(),
        allocatable,
        Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of()),
        standing(node));
  }

  /** A file of nodes that somebody wrote may have no conditions: then they are ready. */
  private static Standing standing(Node node) {
    if (node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
      return Standing.CORDONED;
    }
    return node.getStatus() != null
            && node.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && !c.getStatus().equals("True"))
        ? Standing.NOT_READY
        : Standing.READY;
  }

  /** Its GPUs' product, by feature discovery. */
  public Optional<String> product() {
    return label(AcceleratorSettings.PRODUCT_LABEL);
  }

  /** Memory of one of its GPUs in MiB, by feature discovery. */
  public Optional<String> memoryMib() {
    return label(AcceleratorSettings.MEMORY_LABEL);
  }

  /** One of its labels. */
  Optional<String> label(String name) {
    return Optional.ofNullable(labels.get(name));
  }
}
