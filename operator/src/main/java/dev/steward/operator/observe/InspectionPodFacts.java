package dev.steward.operator.observe;

import dev.steward.core.check.Checked;
import dev.steward.core.model.ModelFacts;
import dev.steward.operator.plan.InspectionAttempt;
import dev.steward.operator.plan.InspectionAttempt.Outcome;
import dev.steward.operator.plan.Names;
import dev.steward.protocol.config.ModelFactsJson;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pod that reads a model's facts, or has read them.
 *
 * @param pod the pod, with what troubles it
 * @param attempt what it is to read, and what has come of it
 */
public record InspectionPodFacts(PodFacts pod, InspectionAttempt attempt) {

  /** Of {@link Names#inspection}: all that nobody can edit. */
  private static final Pattern NAME = Pattern.compile(".*-inspect-([0-9a-f]{8})-([1-9][0-9]{0,7})");

  /** Reads a pod; one that isn't called like it tells nothing. */
  static Optional<InspectionPodFacts> of(Pod pod) {
    var name = NAME.matcher(pod.getMetadata().getName());
    return name.matches()
        ? Optional.of(
            new InspectionPodFacts(
                PodFacts.of(pod),
                new InspectionAttempt(
                    name.group(1), Integer.parseInt(name.group(2)), outcome(pod))))
        : Optional.empty();
  }

  private static Outcome outcome(Pod pod) {
    var end = end(pod);
    if (end.isPresent()) {
      return ended(pod, end.get());
    }
    if (phase(pod).equals("Failed")) {
      return new Outcome.Failed(created(pod));
    }
    return pod.getMetadata().getDeletionTimestamp() == null
        ? new Outcome.Underway()
        : new Outcome.Leaving();
  }

  private static Outcome ended(Pod pod, ContainerStateTerminated end) {
    return Integer.valueOf(0).equals(end.getExitCode())
            && ModelFactsJson.read(Objects.requireNonNullElse(end.getMessage(), ""))
                instanceof Checked.Valid<ModelFacts>(var facts)
        ? new Outcome.Read(facts)
        : new Outcome.Failed(
            Optional.ofNullable(end.getFinishedAt())
                .map(Instant::parse)
                .orElseGet(() -> created(pod)));
  }

  private static Instant created(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getCreationTimestamp())
        .map(Instant::parse)
        .orElse(Instant.EPOCH);
  }

  private static String phase(Pod pod) {
    return Optional.ofNullable(pod.getStatus()).map(PodStatus::getPhase).orElse("");
  }

  private static Optional<ContainerStateTerminated> end(Pod pod) {
    return Optional.ofNullable(pod.getStatus())
        .map(PodStatus::getContainerStatuses)
        .orElse(List.of())
        .stream()
        .filter(container -> container.getName().equals(Names.RUNTIME_CONTAINER))
        .map(ContainerStatus::getState)
        .map(state -> Optional.ofNullable(state).map(ContainerState::getTerminated))
        .flatMap(Optional::stream)
        .findFirst();
  }
}
