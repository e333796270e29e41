package dev.steward.operator.plan;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pod that reads a model's facts: a runtime's pod with the argument {@code inspect}, on the
 * same nodes, with the same claims, Secret and environment, and with neither GPUs, a certificate
 * nor ports. It ends by itself, and leaves the facts in its termination message.
 *
 * <p>It isn't labelled as a pod of the service: what selects those (disruption budgets, the scale
 * subresource) must not count it.
 */
final class InspectionPod {

  /** A large model may have to be downloaded; one that hangs is tried again after this. */
  private static final long LONGEST_SECONDS = 3600;

  /** Reading a file's structure takes this much, whatever the model's size. */
  private static final Map<String, Quantity> REQUESTS =
      Map.of("cpu", new Quantity("250m"), "memory", new Quantity("1Gi"));

  private static final Quantity MEMORY_LIMIT = new Quantity("2Gi");

  private InspectionPod() {}

  static Pod of(
      ServiceSettings settings, OwnedMetadata metadata, String image, String key, int number) {
    return new PodBuilder()
        .withMetadata(metadata.ofInspection(key, number, settings.runtime()))
        .withSpec(spec(settings, image))
        .build();
  }

  private static PodSpec spec(ServiceSettings settings, String image) {
    var spec = RuntimePod.plainTemplate(settings.onCpus(), "", image).getSpec();
    spec.setRestartPolicy("Never");
    spec.setActiveDeadlineSeconds(LONGEST_SECONDS);
    spec.setTerminationGracePeriodSeconds(5L);
    spec.setTopologySpreadConstraints(List.of());
    settings
        .accelerator()
        .ifPresent(accelerator ->
            spec.setTolerations(
                AcceleratedPod.withTaintOf(accelerator, settings.placement().tolerations())));
    var runtime = spec.getContainers().getFirst();
    runtime.setArgs(List.of("inspect"));
    runtime.setPorts(List.of());
    runtime.setStartupProbe(null);
    runtime.setReadinessProbe(null);
    runtime.setLivenessProbe(null);
    var resources = settings.resources();
    runtime.setResources(
        new ResourceRequirementsBuilder()
            .withRequests(lowered(resources.requests(), REQUESTS))
            .withLimits(lowered(resources.limits(), Map.of("memory", MEMORY_LIMIT)))
            .build());
    return spec;
  }

  private static Map<String, Quantity> lowered(
      Map<String, Quantity> amounts, Map<String, Quantity> most) {
    var lowered = new TreeMap<>(amounts);
    most.forEach((resource, amount) -> lowered.merge(resource, amount, PodResources::smaller));
    return lowered;
  }
}
