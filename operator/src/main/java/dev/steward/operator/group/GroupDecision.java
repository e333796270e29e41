package dev.steward.operator.group;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is to become of a group.
 *
 * @param incarnation what its StatefulSet asks for from now on
 * @param restarts what it remembers from now on
 * @param actions what is to be done to pods, after the StatefulSet was written
 * @param state where it stands
 * @param lookAgain when to decide again though nothing that is watched may have changed
 */
public record GroupDecision(
    Group group,
    long incarnation,
    Restarts restarts,
    List<PodAction> actions,
    GroupState state,
    Optional<Duration> lookAgain) {

  public GroupDecision {
    actions = List.copyOf(actions);
  }
}
