package dev.steward.operator.observe;

import dev.steward.operator.plan.Names;
import dev.steward.protocol.config.LastWordsJson;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a pod doesn't answer, as Kubernetes tells it. */
public sealed interface PodTrouble {

  /** No node takes it; {@code message} is the scheduler's. */
  record Unschedulable(String message) implements PodTrouble {
    private static final Pattern INSUFFICIENT =
        Pattern.compile("Insufficient ([A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?)");

    /** The resources that some node has too little of, such as {@code nvidia.com/gpu}. */
    public Set<String> insufficient() {
      var resources = new TreeSet<String>();
      INSUFFICIENT.matcher(message).results().forEach(found -> resources.add(found.group(1)));
      return resources;
    }
  }

  /** Its image can't be pulled; {@code message} is the kubelet's, without what each try changes. */
  record ImageUnavailable(String image, String message) implements PodTrouble {}

  /** The node can't make its container: a missing object, a mount, the runtime class. */
  record ContainerRefused(String reason, String message) implements PodTrouble {}

  /**
   * Its process ended.
   *
   * @param reason Kubernetes' word, such as {@code Error} or {@code OOMKilled}
   * @param exitCode the process' status
   * @param lastOutput its termination message, or else the end of its log
   */
  record Ended(String reason, int exitCode, String lastOutput) implements PodTrouble {

    /** Of a crashed process' output, the end is what tells. */
    private static final int OUTPUT_SHOWN = 600;

    /** How it ended, in words. */
    public String words() {
      var output = lastOutput.strip();
      var words = LastWordsJson.read(output);
      if (words.isPresent()) {
        return words.get().message();
      }
      if (reason.equals("OOMKilled")) {
        return "its process was killed at its memory limit";
      }
      var start = Math.max(0, output.length() - OUTPUT_SHOWN);
      return "its process ended with exit code %d%s"
          .formatted(
              exitCode,
              output.isEmpty()
                  ? " and no last words"
                  : "; its last words: " + (start == 0 ? "" : "…") + output.substring(start));
    }
  }

  /** The pod as a whole was ended: evicted, or refused by its node. */
  record Failed(String reason, String message) implements PodTrouble {}

  Set<String> IMAGE_REASONS =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "RegistryUnavailable",
          "SignatureValidationFailed");

  Set<String> CONTAINER_REASONS =
      Set.of(
          "CreateContainerConfigError",
          "CreateContainerError",
          "PreCreateHookError",
          "PreStartHookError",
          "RunContainerError");

  /** What is wrong with a pod that isn't ready, if it is known. */
  static Optional<PodTrouble> of(Pod pod) {
    var status = pod.getStatus();
    if (status == null) {
      return Optional.empty();
    }
    if (Objects.equals(status.getPhase(), "Failed")) {
      var ended =
          Optional.of((PodTrouble) new Failed(text(status.getReason()), text(status.getMessage())));
      // A pod that runs once and whose process failed gives no reason of its own.
      return text(status.getReason()).isEmpty() ? inContainer(status).or(() -> ended) : ended;
    }
    var unschedulable =
        status.getConditions().stream()
            .filter(condition ->
                condition.getType().equals("PodScheduled")
                    && Objects.equals(condition.getReason(), "Unschedulable"))
            .findFirst();
    if (unschedulable.isPresent()) {
      return Optional.of(new Unschedulable(text(unschedulable.get().getMessage())));
    }
    return inContainer(status);
  }

  private static Optional<PodTrouble> inContainer(PodStatus status) {
    return Stream.concat(
            status.getContainerStatuses().stream()
                .filter(container -> container.getName().equals(Names.RUNTIME_CONTAINER)),
            status.getInitContainerStatuses().stream()
                .filter(container -> container.getName().equals(Names.GUARD_CONTAINER)))
        .map(PodTrouble::of)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<PodTrouble> of(ContainerStatus container) {
    var state = container.getState();
    if (state != null && state.getWaiting() != null) {
      var waiting = waiting(container, state.getWaiting());
      if (waiting.isPresent()) {
        return waiting;
      }
    }
    if (state != null && state.getTerminated() != null) {
      return Optional.of(ended(state.getTerminated()));
    }
    // It was started again and isn't ready yet: what ended it last time is still the news.
    var last = container.getLastState();
    return last != null && last.getTerminated() != null
        ? Optional.of(ended(last.getTerminated()))
        : Optional.empty();
  }

  private static Optional<PodTrouble> waiting(
      ContainerStatus container, ContainerStateWaiting waiting) {
    var reason = text(waiting.getReason());
    var message = text(waiting.getMessage());
    if (IMAGE_REASONS.contains(reason)) {
      return Optional.of(new ImageUnavailable(text(container.getImage()), withoutAttempt(message)));
    }
    return CONTAINER_REASONS.contains(reason)
        ? Optional.of(new ContainerRefused(reason, message))
        : Optional.empty();
  }

  /**
   * The kubelet alternates between the error and the same error behind words about waiting, and a
   * network error names the port that this try was made from; told as they come, the status would
   * change with each attempt.
   */
  private static String withoutAttempt(String message) {
    return message
        .replaceFirst("^Back-off pulling image \"[^\"]*\"(: )?", "")
        .replaceFirst("^Err[A-Za-z]+: ", "")
        .replaceAll("[0-9A-Fa-f.:\\[\\]]+:[0-9]+->", "");
  }

  /** How a process ended. */
  static Ended ended(ContainerStateTerminated terminated) {
    return new Ended(
        text(terminated.getReason()),
        Objects.requireNonNullElse(terminated.getExitCode(), 0),
        text(terminated.getMessage()));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
