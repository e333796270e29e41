package dev.steward.operator.observe;

import dev.steward.operator.task.Step;
import dev.steward.operator.task.StepPod;
import dev.steward.operator.task.TaskNames;
import dev.steward.protocol.config.StepReportJson;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads what a task's pod has left behind. */
final class StepPodFacts {

  /** By step and slice; of pods of the same slice first those that reported. */
  static final Comparator<StepPod> ORDER =
      Comparator.comparing(StepPod::step)
          .thenComparingInt(StepPod::index)
          .thenComparing(pod -> pod.report().isEmpty());

  private static final String INDEX = "batch.kubernetes.io/job-completion-index";

  private StepPodFacts() {}

  /** The facts, if the pod's worker has ended. */
  static Optional<StepPod> of(Pod pod) {
    var labels =
        Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.<String, String>of());
    var words =
        Optional.ofNullable(pod.getStatus())
            .map(PodStatus::getContainerStatuses)
            .orElse(List.of())
            .stream()
            .map(ContainerStatus::getState)
            .map(state -> Optional.ofNullable(state).map(ContainerState::getTerminated))
            .flatMap(Optional::stream)
            .findFirst()
            .map(StepPodFacts::words);
    return Step.of(labels.getOrDefault(TaskNames.STEP, ""))
        .flatMap(step ->
            words.map(text ->
                new StepPod(
                    step,
                    Integer.parseInt(labels.getOrDefault(INDEX, "0")),
                    StepReportJson.read(text),
                    text)));
  }

  private static String words(ContainerStateTerminated end) {
    return Optional.ofNullable(end.getMessage())
        .filter(message -> !message.isBlank())
        .orElseGet(() ->
            Integer.valueOf(0).equals(end.getExitCode())
                ? ""
                : "its worker ended with %d (%s)"
                    .formatted(end.getExitCode(), Objects.requireNonNullElse(end.getReason(), "")));
  }
}
