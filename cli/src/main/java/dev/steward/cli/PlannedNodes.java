package dev.steward.cli;

import dev.steward.operator.plan.AcceleratorSettings;
import dev.steward.operator.plan.AcceleratorSettings.Plugin;
import dev.steward.operator.plan.NodeFacts;
import dev.steward.operator.plan.NodeFacts.Standing;
import dev.steward.operator.plan.ServiceSettings;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The nodes that a plan is made for: those of a file, or one that is assumed. */
final class PlannedNodes {

  /** An L4 of 24 GB, the smallest GPU that is common where models are served. */
  private static final String USUAL_MIB = "23034";

  private static final String COUNT = "8";

  private PlannedNodes() {}

  /** The nodes of a file as {@code kubectl get nodes -o yaml} prints them. */
  static List<NodeFacts> read(Path file, KubernetesSerialization yaml) {
    Object content;
    try {
      content = yaml.unmarshal(Sources.text(file));
    } catch (RuntimeException e) {
      throw Refused.because(
          file.toString(),
          "it holds no Kubernetes objects",
          "write it by kubectl get nodes -o yaml");
    }
    var nodes =
        objects(content).stream()
            .filter(Node.class::isInstance)
            .map(Node.class::cast)
            .map(NodeFacts::of)
            .toList();
    if (nodes.isEmpty()) {
      throw Refused.because(
          file.toString(), "it has no Node", "write it by kubectl get nodes -o yaml");
    }
    return nodes;
  }

  private static Collection<?> objects(Object content) {
    return switch (content) {
      case KubernetesResourceList<?> list -> list.getItems();
      case Collection<?> several -> several;
      case Object one -> List.of(one);
    };
  }

  /** A node that has what a service asks for, as far as it says so. */
  static Optional<NodeFacts> assumed(ServiceSettings service) {
    return service
        .accelerator()
        .flatMap(AcceleratorSettings::plugin)
        .map(plugin -> assumed(service, plugin));
  }

  private static NodeFacts assumed(ServiceSettings service, Plugin plugin) {
    var labels = new TreeMap<>(service.placement().exampleLabels());
    var mib = plugin.minMemoryMib().stream().mapToObj(String::valueOf).findFirst();
    labels.put(AcceleratorSettings.MEMORY_LABEL, mib.orElse(USUAL_MIB));
    labels.put("amd.com/gpu.vram", "24G");
    plugin.products().stream()
        .findFirst()
        .ifPresent(product -> labels.put(AcceleratorSettings.PRODUCT_LABEL, product));
    return new NodeFacts("assumed", Map.of(plugin.resource(), COUNT), labels, Standing.READY);
  }
}
