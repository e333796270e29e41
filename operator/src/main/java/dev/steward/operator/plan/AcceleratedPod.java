package dev.steward.operator.plan;

import dev.steward.core.measure.Bytes;
import dev.steward.operator.plan.AcceleratorSettings.Driver;
import dev.steward.operator.plan.AcceleratorSettings.Plugin;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What GPUs add to a pod. From a device plugin: the resource in the container's limits, the
 * toleration of the taint that keeps others off such nodes, and the labels a node must have. From a
 * driver: a claim.
 */
final class AcceleratedPod {

  private static final String SHARED_MEMORY = "shm";

  private AcceleratedPod() {}

  static void require(AcceleratorSettings accelerator, PodTemplateSpec template, String revision) {
    var pod = template.getSpec();
    pod.setRuntimeClassName(accelerator.runtimeClass().orElse(null));
    switch (accelerator.source()) {
      case Driver driver -> DeviceClaims.require(driver, accelerator.number(), template, revision);
      case Plugin plugin -> {
        var resources = pod.getContainers().getFirst().getResources();
        var limits = new TreeMap<>(resources.getLimits());
        limits.put(plugin.resource(), new Quantity(String.valueOf(accelerator.number())));
        resources.setLimits(limits);
        pod.setTolerations(withTaintOf(accelerator, pod.getTolerations()));
        affinity(plugin).ifPresent(pod::setAffinity);
      }
    }
  }

  /**
   * Room in which processes and GPUs hand each other tensors, which a container's default of 64 MiB
   * is too small for. It counts as memory of the pod, so half of the limit is the most.
   */
  static void shareMemory(PodSpec pod, Bytes limit) {
    var runtime = pod.getContainers().getFirst();
    var volumes = new ArrayList<>(pod.getVolumes());
    volumes.add(
        new VolumeBuilder()
            .withName(SHARED_MEMORY)
            .withNewEmptyDir()
            .withMedium("Memory")
            .withSizeLimit(new Quantity(String.valueOf(limit.count() / 2)))
            .endEmptyDir()
            .build());
    pod.setVolumes(volumes);
    var mounts = new ArrayList<>(runtime.getVolumeMounts());
    mounts.add(RuntimePod.mount(SHARED_MEMORY, "/dev/shm").build());
    runtime.setVolumeMounts(mounts);
  }

  /** The tolerations of pods that may run where the accelerators are. */
  static List<Toleration> withTaintOf(
      AcceleratorSettings accelerator, List<Toleration> tolerations) {
    var all = new ArrayList<Toleration>();
    accelerator
        .plugin()
        .ifPresent(plugin ->
            all.add(
                new TolerationBuilder()
                    .withKey(plugin.resource())
                    .withOperator("Exists")
                    .withEffect("NoSchedule")
                    .build()));
    all.addAll(tolerations);
    return all;
  }

  private static Optional<Affinity> affinity(Plugin plugin) {
    var required = new ArrayList<NodeSelectorRequirement>();
    if (!plugin.products().isEmpty()) {
      required.add(
          new NodeSelectorRequirement(AcceleratorSettings.PRODUCT_LABEL, "In", plugin.products()));
    }
    // Gt is all that a node's label can be held to, and it means more than, not at least.
    plugin
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
