package dev.steward.operator.group;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where a group stands. */
public sealed interface GroupState {

  /** Its pods are being made: {@code made} of them are there. */
  record Gathering(int made) implements GroupState {}

  /** Pods of an earlier incarnation are still leaving, and may hold what it needs. */
  record Clearing(List<String> pods) implements GroupState {
    public Clearing {
      pods = List.copyOf(pods);
    }
  }

  /** All its pods are there; another group is let in first, unless nobody has been asked yet. */
  record AwaitingTurn(Optional<GroupId> behind) implements GroupState {}

  /**
   * Its gates are open, and {@code placed} pods have a node; all must have one by {@code until}.
   */
  record Placing(int placed, Instant until) implements GroupState {}

  /** All its pods have a node, and {@code ready} are ready. */
  record Starting(int ready) implements GroupState {}

  /** All its pods are ready, since then. */
  record Whole(Instant since) implements GroupState {}

  /** It is begun again, as of this decision. */
  record Restarting(Failure failure) implements GroupState {}

  /** Its gates stay closed until then. */
  record BackingOff(Instant until) implements GroupState {}

  /** Its gates stay closed: it failed too often. */
  record GivenUp() implements GroupState {}
}
