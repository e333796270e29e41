package dev.steward.operator.observe;

import dev.steward.operator.group.Admission;
import dev.steward.operator.group.Failure;
import dev.steward.operator.group.Group;
import dev.steward.operator.group.GroupId;
import dev.steward.operator.group.GroupNames;
import dev.steward.operator.group.Member;
import dev.steward.operator.group.Member.Standing;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a pod as a member of a group. */
final class MemberFacts {

  private MemberFacts() {}

  /** The member; empty if the pod is a replica by itself. */
  static Optional<Member> of(Pod pod) {
    var labels =
        Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.<String, String>of());
    return Optional.ofNullable(labels.get(GroupNames.GROUP))
        .map(group -> member(pod, group, labels));
  }

  private static Member member(Pod pod, String group, Map<String, String> labels) {
    var metadata = pod.getMetadata();
    var facts = PodFacts.own(pod);
    var standing = standing(pod, facts.state());
    return new Member(
        new GroupId(metadata.getNamespace(), group),
        Group.incarnation(labels),
        index(labels),
        metadata.getName(),
        metadata.getUid(),
        resource(facts.requests()),
        standing,
        admission(pod),
        standing == Standing.LEAVING ? Optional.empty() : failure(pod),
        facts.trouble().orElse(null) instanceof PodTrouble.Unschedulable(var message)
            ? Optional.of(message)
            : Optional.empty(),
        facts.readySince());
  }

  private static int index(Map<String, String> labels) {
    var text = labels.getOrDefault(GroupNames.INDEX, "");
    return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : Integer.MAX_VALUE;
  }

  /** An extended resource has a domain before its name; no other resource of ours has. */
  private static String resource(Map<String, String> requests) {
    return requests.keySet().stream()
        .filter(name -> name.contains("/"))
        .min(Comparator.naturalOrder())
        .orElse("cpu");
  }

  private static Standing standing(Pod pod, PodFacts.State state) {
    return switch (state) {
      case LEAVING -> Standing.LEAVING;
      case READY -> Standing.READY;
      case RUNNING, WAITING ->
          isGated(pod)
              ? Standing.GATED
              : pod.getSpec().getNodeName() == null ? Standing.UNPLACED : Standing.PLACED;
    };
  }

  private static boolean isGated(Pod pod) {
    return pod.getSpec().getSchedulingGates().stream()
        .anyMatch(gate -> gate.getName().equals(GroupNames.GATE));
  }

  private static Optional<Admission> admission(Pod pod) {
    var annotations =
        Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.<String, String>of());
    return Optional.ofNullable(annotations.get(GroupNames.ROSTER))
        .map(roster ->
            new Admission(
                Arrays.stream(roster.split(",")).collect(Collectors.toSet()),
                instant(annotations.getOrDefault(GroupNames.ADMITTED, ""))));
  }

  /** What somebody else wrote there is long ago. */
  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  private static Optional<Failure> failure(Pod pod) {
    var status = pod.getStatus();
    if (status == null) {
      return Optional.empty();
    }
    return ended(pod, status)
        .or(() ->
            Objects.equals(status.getPhase(), "Failed")
                ? Optional.of(
                    new Failure(
                        Failure.Kind.PodFailed,
                        "Pod %s was ended by its node (%s): %s"
                            .formatted(
                                pod.getMetadata().getName(),
                                Objects.requireNonNullElse(status.getReason(), ""),
                                Objects.requireNonNullElse(status.getMessage(), "")),
                        created(pod)))
                : Optional.empty());
  }

  private static Optional<Failure> ended(Pod pod, PodStatus status) {
    var own = status.getContainerStatuses().stream().flatMap(MemberFacts::ends);
    // An init container ends when it has done its work.
    var before =
        status.getInitContainerStatuses().stream()
            .flatMap(MemberFacts::ends)
            .filter(end -> !Objects.equals(end.getExitCode(), 0));
    return Stream.concat(own, before)
        .map(end ->
            new Failure(
                Failure.Kind.Crashed,
                "Pod %s: %s".formatted(pod.getMetadata().getName(), PodTrouble.ended(end).words()),
                end.getFinishedAt() == null ? created(pod) : instant(end.getFinishedAt())))
        .min(Comparator.comparing(Failure::at));
  }

  /** How its process ended, now or before it was started again. */
  private static Stream<ContainerStateTerminated> ends(ContainerStatus container) {
    return Stream.of(
            Optional.ofNullable(container.getState()),
            Optional.ofNullable(container.getLastState()))
        .flatMap(Optional::stream)
        .flatMap(state -> Stream.ofNullable(state.getTerminated()));
  }

  private static Instant created(Pod pod) {
    return instant(Objects.requireNonNullElse(pod.getMetadata().getCreationTimestamp(), ""));
  }
}
