package dev.steward.operator.evidence;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The Job that looks after the log of a gateway that is gone. It is the gateway's own pod, as its
 * StatefulSet has it, with that gateway's claim: what is needed for a log is said once, by the
 * chart. Of it there stay the log, its keys and the store; not what serves.
 */
final class AdoptionJob {

  /** Selects these Jobs. */
  static final Map<String, String> LABELS =
      Map.of("app.kubernetes.io/name", "steward", "app.kubernetes.io/component", "adoption");

  private static final String GATEWAY = "steward.dev/gateway";
  private static final String DAY = "steward.dev/day";
  private static final Set<String> VOLUMES = Set.of("audit", "sealing", "tmp");
  private static final String DATA = "data";
  private static final Set<String> NOT_NEEDED = Set.of("STEWARD_TLS", "STEWARD_AUDIT_SINKS");
  private static final String POD_NAME = "STEWARD_POD_NAME";
  private static final int LONGEST_NAME = 63;
  private static final int TRIES = 4;
  private static final Duration DEADLINE = Duration.ofMinutes(30);
  private static final Duration SHOWN = Duration.ofDays(2);

  private AdoptionJob() {}

  /**
   * A Job.
   *
   * @param set the StatefulSet that the gateway was of
   */
  static Job of(StatefulSet set, String gateway, LocalDate day) {
    var template = set.getSpec().getTemplate();
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace(set.getMetadata().getNamespace())
        .withName(name(gateway, day))
        .withLabels(LABELS)
        .withAnnotations(Map.of(GATEWAY, gateway, DAY, day.toString()))
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion("apps/v1")
                .withKind("StatefulSet")
                .withName(set.getMetadata().getName())
                .withUid(set.getMetadata().getUid())
                .build())
        .endMetadata()
        .withNewSpec()
        .withBackoffLimit(TRIES)
        .withActiveDeadlineSeconds(DEADLINE.toSeconds())
        .withTtlSecondsAfterFinished((int) SHOWN.toSeconds())
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(LABELS)
        .endMetadata()
        .withSpec(pod(template.getSpec(), gateway))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static String name(String gateway, LocalDate day) {
    var suffix = "-adopt-" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    if (gateway.length() + suffix.length() <= LONGEST_NAME) {
      return gateway + suffix;
    }
    var sum = new CRC32();
    sum.update(gateway.getBytes(StandardCharsets.UTF_8));
    var shortened = "-%08x".formatted(sum.getValue()) + suffix;
    return gateway.substring(0, LONGEST_NAME - shortened.length()) + shortened;
  }

  private static PodSpec pod(PodSpec serving, String gateway) {
    var container = container(serving.getContainers().getFirst(), gateway);
    return serving.toBuilder()
        .withRestartPolicy("Never")
        .withTerminationGracePeriodSeconds(30L)
        .withAffinity(null)
        .withContainers(container)
        .withVolumes(volumes(serving.getVolumes(), gateway))
        .build();
  }

  private static Container container(Container serving, String gateway) {
    return serving.toBuilder()
        .withArgs("adopt")
        .withPorts(List.of())
        .withStartupProbe(null)
        .withLivenessProbe(null)
        .withReadinessProbe(null)
        .withEnv(environment(serving.getEnv(), gateway))
        .withVolumeMounts(
            serving.getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals(DATA) || VOLUMES.contains(mount.getName()))
                .toList())
        .build();
  }

  private static List<EnvVar> environment(List<EnvVar> serving, String gateway) {
    var named = new EnvVarBuilder().withName(POD_NAME).withValue(gateway).build();
    return Stream.concat(
            serving.stream()
                .filter(
                    one -> !one.getName().equals(POD_NAME) && !NOT_NEEDED.contains(one.getName())),
            Stream.of(named))
        .toList();
  }

  private static List<Volume> volumes(List<Volume> serving, String gateway) {
    var volumes =
        new ArrayList<>(
            serving.stream().filter(volume -> VOLUMES.contains(volume.getName())).toList());
    volumes.add(
        new VolumeBuilder()
            .withName(DATA)
            .withNewPersistentVolumeClaim()
            .withClaimName(DATA + "-" + gateway)
            .endPersistentVolumeClaim()
            .build());
    return volumes;
  }

  /** What a Job says of itself; empty if it is none of these. */
  static Optional<AdoptionStep.Adopting> read(Job job) {
    var notes = Optional.ofNullable(job.getMetadata().getAnnotations()).orElse(Map.of());
    var gateway = Optional.ofNullable(notes.get(GATEWAY));
    var day =
        Optional.ofNullable(notes.get(DAY))
            .filter(text -> text.matches("\\d{4}-\\d\\d-\\d\\d"))
            .map(LocalDate::parse);
    return gateway.flatMap(name ->
        day.map(date ->
            new AdoptionStep.Adopting(job.getMetadata().getName(), name, date, standing(job))));
  }

  private static AdoptionStep.Standing standing(Job job) {
    var conditions =
        Optional.ofNullable(job.getStatus())
            .map(status -> status.getConditions())
            .orElse(List.of());
    for (var condition : conditions) {
      if ("True".equals(condition.getStatus())) {
        switch (condition.getType()) {
          case "Complete" -> {
            return new AdoptionStep.Standing.Done();
          }
          case "Failed" -> {
            return new AdoptionStep.Standing.Failed(
                Instant.parse(condition.getLastTransitionTime()),
                "Job %s has failed (%s): see the logs of its pods"
                    .formatted(job.getMetadata().getName(), condition.getReason()));
          }
          default -> {}
        }
      }
    }
    return new AdoptionStep.Standing.Running();
  }
}
