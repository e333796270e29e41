package dev.steward.operator.plan;

import dev.steward.core.serving.PeerName;
import dev.steward.core.serving.ServiceId;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * The Secret by which a service's pods prove whose they are, and how they get at it. It is planned
 * without content: keys are random, and a plan is not.
 */
final class PodCredentials {

  private static final String VOLUME = "tls";
  private static final String VARIABLE = "STEWARD_TLS";
  private static final String FOLDER = "/etc/steward-tls";

  /** The process runs as the group that the kubelet gives the files to; nobody else reads them. */
  private static final int GROUP_READS = 0440;

  private PodCredentials() {}

  /** The Secret of all revisions: pods of one service aren't kept apart from each other. */
  static HasMetadata secret(OwnedMetadata metadata, ServiceId service) {
    Secret secret =
        new SecretBuilder()
            .withMetadata(metadata.of(Names.podCredentials(service.name())))
            .withType("kubernetes.io/tls")
            .build();
    secret.getMetadata().setAnnotations(Map.of(Names.PEER_NAME, PeerName.podsOf(service).dns()));
    return secret;
  }

  /** Lets the runtime of a pod use it. */
  static void mount(PodSpec pod, ServiceId service) {
    pod.getVolumes().add(volume(service));
    give(pod.getContainers().getFirst());
  }

  /** Lets another container use it, and the runtime no longer. */
  static void pass(Container from, Container to) {
    from.getVolumeMounts().removeIf(mount -> VOLUME.equals(mount.getName()));
    from.getEnv().removeIf(variable -> VARIABLE.equals(variable.getName()));
    give(to);
  }

  private static void give(Container runtime) {
    runtime.getVolumeMounts().add(RuntimePod.mount(VOLUME, FOLDER).withReadOnly(true).build());
    runtime.getEnv().add(RuntimePod.variable(VARIABLE, FOLDER));
  }

  private static Volume volume(ServiceId service) {
    return new VolumeBuilder()
        .withName(VOLUME)
        .withNewSecret()
        .withSecretName(Names.podCredentials(service.name()))
        .withDefaultMode(GROUP_READS)
        .endSecret()
        .build();
  }

  /** Whether pods of this template speak TLS; those of revisions from before don't. */
  static boolean areMountedIn(PodTemplateSpec template) {
    return Optional.ofNullable(template.getSpec().getVolumes()).stream()
        .flatMap(volumes -> volumes.stream())
        .anyMatch(volume -> VOLUME.equals(volume.getName()));
  }
}
