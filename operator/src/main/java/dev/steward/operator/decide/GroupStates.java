package dev.steward.operator.decide;

import dev.steward.operator.group.Failure;
import dev.steward.operator.group.Group;
import dev.steward.operator.group.Member;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.observe.PodTrouble;
import dev.steward.operator.plan.RevisionState;
import dev.steward.operator.plan.RevisionState.Liveness;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts the groups of each revision for its rollout, as the pods of a Deployment are counted. */
final class GroupStates {

  private final List<PodFacts> pods;
  private final List<Group> groups;

  private GroupStates(List<Group> groups, List<PodFacts> pods) {
    this.groups = groups;
    this.pods = pods;
  }

  /** The revisions that have StatefulSets. */
  static Stream<RevisionState> of(Collection<StatefulSet> sets, List<PodFacts> pods) {
    var members = pods.stream().flatMap(pod -> pod.member().stream()).toList();
    return sets.stream()
        .collect(Collectors.groupingBy(RevisionState::revisionOf))
        .entrySet()
        .stream()
        .map(entry ->
            new GroupStates(
                    entry.getValue().stream().map(set -> Group.of(set, members)).toList(),
                    pods.stream().filter(pod -> pod.revision().equals(entry.getKey())).toList())
                .state(entry.getKey()));
  }

  private RevisionState state(String revision) {
    return new RevisionState(
        revision,
        // Where one was deleted in between, it comes back, and the last one stays.
        groups.stream().mapToInt(group -> group.id().number() + 1).max().orElse(0),
        (int) groups.stream().filter(Group::isWhole).count(),
        groups.stream().anyMatch(this::mayAnswer) ? Liveness.ALIVE : Liveness.DEAD,
        Decider.union(
            Stream.concat(
                    pods.stream().map(PodFacts::starvedOf),
                    groups.stream().map(GroupStates::starvedOf))
                .toList()),
        Decider.union(
            pods.stream()
                .filter(pod -> pod.member().filter(Member::isPlaced).isPresent())
                .map(pod -> pod.requests().keySet())
                .toList()));
  }

  private boolean mayAnswer(Group group) {
    var answering =
        pods.stream()
            .filter(pod ->
                pod.member()
                    .filter(member -> member.group().equals(group.id()))
                    .filter(member -> member.incarnation() == group.incarnation())
                    .isPresent())
            .filter(Decider::mayAnswer)
            .count();
    return answering >= group.size();
  }

  /** What a group lacked when it was tried the last time: behind its gates it asks for nothing. */
  private static Set<String> starvedOf(Group group) {
    return group.isWhole()
        ? Set.of()
        : group
            .restarts()
            .last()
            .filter(failure -> failure.kind() == Failure.Kind.NotPlaced)
            .map(failure -> new PodTrouble.Unschedulable(failure.message()).insufficient())
            .orElse(Set.of());
  }
}
