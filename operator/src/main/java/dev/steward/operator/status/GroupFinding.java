package dev.steward.operator.status;

import dev.steward.operator.group.Failure;
import dev.steward.operator.group.GroupDecision;
import dev.steward.operator.group.GroupId;
import dev.steward.operator.group.GroupState;
import dev.steward.operator.group.Restarts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** What the state of its groups means for a service, in words. */
final class GroupFinding {

  private GroupFinding() {}

  /** A group that is begun no more. */
  static Optional<Finding> givenUp(Situation situation) {
    return groups(situation).stream()
        .filter(group -> group.state() instanceof GroupState.GivenUp)
        .findFirst()
        .map(group ->
            new Finding(
                Reason.GroupFailed,
                "Group %s failed %d times in a row and isn't started again, so that what it needs is free for others. The last time: %s Change the spec to what would work, or delete the StatefulSet %s to have it tried as it is."
                    .formatted(
                        group.group().id().name(),
                        Restarts.MOST_FAILURES,
                        sentence(lastWords(group)),
                        group.group().id().name())));
  }

  /** A group that could be made whole and isn't, for a while. */
  static Optional<Finding> heldBack(Situation situation) {
    return situation.ready() >= situation.wanted()
        ? Optional.empty()
        : groups(situation).stream()
            .map(group -> heldBack(group, situation))
            .flatMap(Optional::stream)
            .findFirst();
  }

  private static Optional<Finding> heldBack(GroupDecision group, Situation situation) {
    return switch (group.state()) {
      case GroupState.BackingOff(var until) -> Optional.of(backingOff(group, until, situation));
      case GroupState.Restarting(var failure) -> Optional.of(restarting(group, failure));
      case GroupState.AwaitingTurn(var behind) ->
          behind.map(other ->
              new Finding(
                  Reason.AwaitingTurn,
                  "Group %s is next but others: all its pods are there, and %s, which needs %s too, is placed first."
                      .formatted(
                          group.group().id().name(),
                          name(other, group.group().id()),
                          group.group().resource())));
      // Until the old pods have ended and the new ones are made, why they are is the news.
      case GroupState.Clearing clearing ->
          group.restarts().last().map(failure -> restarting(group, failure));
      case GroupState.Gathering gathering ->
          group.restarts().last().map(failure -> restarting(group, failure));
      case GroupState.Placing placing -> Optional.empty();
      case GroupState.Starting starting -> Optional.empty();
      case GroupState.Whole whole -> Optional.empty();
      case GroupState.GivenUp givenUp -> Optional.empty();
    };
  }

  private static Finding backingOff(GroupDecision group, Instant until, Situation situation) {
    var failure = group.restarts().last();
    var next = "It is tried again at %s.".formatted(until.truncatedTo(ChronoUnit.SECONDS));
    return failure.filter(it -> it.kind() == Failure.Kind.NotPlaced).isPresent()
        ? new Finding(
                Reason.GroupNotPlaced,
                "Group %s found no place for all its %d pods at once, and gave back what it had: %s%s"
                    .formatted(
                        group.group().id().name(),
                        group.group().size(),
                        PodFinding.asked("each asks", situation),
                        PodFinding.withoutPreemption(lastWords(group))))
            .with(next)
        : restarting(group, failure.orElseThrow()).with(next);
  }

  private static Finding restarting(GroupDecision group, Failure failure) {
    return new Finding(
        Reason.GroupRestarting,
        "Group %s is restarted as one: %s".formatted(group.group().id().name(), failure.message()));
  }

  /** How far the groups are that are under way, for the count of those that answer. */
  static Optional<String> progress(Situation situation) {
    return situation
        .currentGroups()
        .map(groups ->
            groups.stream()
                .map(GroupFinding::progress)
                .flatMap(Optional::stream)
                .findFirst()
                .map(words -> "; " + words)
                .orElse(""));
  }

  private static Optional<String> progress(GroupDecision group) {
    var name = group.group().id().name();
    var size = group.group().size();
    return switch (group.state()) {
      case GroupState.Gathering(var made) ->
          Optional.of("%d of %d pods of %s are made".formatted(made, size, name));
      case GroupState.Clearing(var pods) ->
          Optional.of("%s waits for the end of %s".formatted(name, String.join(", ", pods)));
      case GroupState.AwaitingTurn turn -> Optional.of(name + " is placed next");
      case GroupState.Placing(var placed, var until) ->
          Optional.of("%d of %d pods of %s have a node".formatted(placed, size, name));
      case GroupState.Starting(var ready) ->
          Optional.of("%d of %d pods of %s are ready".formatted(ready, size, name));
      case GroupState.Whole whole -> Optional.empty();
      case GroupState.Restarting restarting -> Optional.empty();
      case GroupState.BackingOff backingOff -> Optional.empty();
      case GroupState.GivenUp givenUp -> Optional.empty();
    };
  }

  /** Which services other namespaces have isn't this one's to know. */
  private static String name(GroupId other, GroupId own) {
    return other.namespace().equals(own.namespace())
        ? "group " + other.name()
        : "a group of another namespace";
  }

  private static List<GroupDecision> groups(Situation situation) {
    return situation.currentGroups().orElse(List.of());
  }

  private static String lastWords(GroupDecision group) {
    return group.restarts().last().map(Failure::message).orElse("");
  }

  private static String sentence(String words) {
    return words.isEmpty() || ".!?…".indexOf(words.charAt(words.length() - 1)) >= 0
        ? words
        : words + ".";
  }
}
