package dev.steward.operator.plan;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What GPUs add to a pod: the resource in the container's limits, the toleration of the taint that
 * keeps others off such nodes, and the labels a node must have.
 */
final class AcceleratedPod {

  private AcceleratedPod() {}

  static void require(AcceleratorSettings accelerator, PodSpec pod) {
    var resources = pod.getContainers().getFirst().getResources();
    var limits = new TreeMap<>(resources.getLimits());
    limits.put(accelerator.resource(), new Quantity(String.valueOf(accelerator.number())));
    resources.setLimits(limits);
    pod.setTolerations(withTaintOf(accelerator, pod.getTolerations()));
    pod.setRuntimeClassName(accelerator.runtimeClass().orElse(null));
    affinity(accelerator).ifPresent(pod::setAffinity);
  }

  /** The tolerations of pods that may run where the accelerators are. */
  static List<Toleration> withTaintOf(
      AcceleratorSettings accelerator, List<Toleration> tolerations) {
    var all = new ArrayList<Toleration>();
    all.add(
        new TolerationBuilder()
            .withKey(accelerator.resource())
            .withOperator("Exists")
            .withEffect("NoSchedule")
            .build());
    all.addAll(tolerations);
    return all;
  }

  private static Optional<Affinity> affinity(AcceleratorSettings accelerator) {
    var required = new ArrayList<NodeSelectorRequirement>();
    if (!accelerator.products().isEmpty()) {
      required.add(
          new NodeSelectorRequirement(
              AcceleratorSettings.PRODUCT_LABEL, "In", accelerator.products()));
    }
    // Gt is all that a node's label can be held to, and it means more than, not at least.
    accelerator
        .minMemoryMib()
        .ifPresent(memory ->
            required.add(
                new NodeSelectorRequirement(
                    AcceleratorSettings.MEMORY_LABEL, "Gt", List.of(String.valueOf(memory - 1)))));
    if (required.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new AffinityBuilder()
            .withNewNodeAffinity()
            .withNewRequiredDuringSchedulingIgnoredDuringExecution()
            .addNewNodeSelectorTerm()
            .withMatchExpressions(required)
            .endNodeSelectorTerm()
            .endRequiredDuringSchedulingIgnoredDuringExecution()
            .endNodeAffinity()
            .build());
  }
}
