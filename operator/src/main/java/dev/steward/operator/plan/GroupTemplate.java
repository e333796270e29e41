package dev.steward.operator.plan;

import dev.steward.operator.group.GroupNames;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What pods that are members of groups have besides: the gate, and what their strategy needs. It is
 * part of the revision; what differs from group to group {@link GroupPod} adds.
 */
final class GroupTemplate {

  /** A process that asks over HTTP and does nothing else. */
  private static final Map<String, Quantity> WAITING =
      Map.of("cpu", new Quantity("50m"), "memory", new Quantity("128Mi"));

  private GroupTemplate() {}

  /**
   * Makes the pods of a template members.
   *
   * @param runtimeImage Steward's own, whatever image the pods have
   */
  static void shape(PodTemplateSpec template, GroupShape shape, String runtimeImage) {
    var annotations = new TreeMap<>(template.getMetadata().getAnnotations());
    annotations.put(Names.SHARDING, shape.text());
    template.getMetadata().setAnnotations(annotations);
    var spec = template.getSpec();
    spec.setSchedulingGates(List.of(new PodSchedulingGate(GroupNames.GATE)));
    // Members belong together; what keeps groups apart is per group.
    spec.setTopologySpreadConstraints(List.of());
    switch (shape) {
      case GroupShape.Pipeline pipeline ->
          spec.getContainers()
              .getFirst()
              .getPorts()
              .add(
                  new ContainerPortBuilder()
                      .withName("stage")
                      .withContainerPort(Names.STAGE_PORT)
                      .withProtocol("TCP")
                      .build());
      case GroupShape.Tensor tensor -> spec.setInitContainers(List.of(waiting(runtimeImage)));
    }
  }

  /** A rank starts when the leader's process runs. */
  private static Container waiting(String runtimeImage) {
    return new ContainerBuilder()
        .withName("await-leader")
        .withImage(runtimeImage)
        .withImagePullPolicy("IfNotPresent")
        .withArgs("await-leader")
        .withNewResources()
        .withRequests(WAITING)
        .withLimits(Map.of("memory", new Quantity("256Mi")))
        .endResources()
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withSecurityContext(RestrictedPod.container())
        .build();
  }
}
