package dev.steward.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The volumes of an object's pods that are images, by name. */
final class ImageVolumes {

  private ImageVolumes() {}

  /** Their names; none of an object that makes no pods. */
  static Set<String> of(HasMetadata object) {
    return pod(object).stream()
        .flatMap(pod -> pod.getVolumes().stream())
        .filter(volume -> volume.getImage() != null)
        .map(Volume::getName)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Optional<PodSpec> pod(HasMetadata object) {
    return switch (object) {
      case Pod pod -> Optional.of(pod.getSpec());
      case Deployment deployment -> Optional.of(deployment.getSpec().getTemplate().getSpec());
      case StatefulSet set -> Optional.of(set.getSpec().getTemplate().getSpec());
      default -> Optional.empty();
    };
  }
}
