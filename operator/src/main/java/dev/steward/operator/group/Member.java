package dev.steward.operator.group;

import java.time.Instant;
import java.util.Optional;

/**
 * A pod as a member of a group.
 *
 * @param group it belongs to
 * @param incarnation of the group, for which it was made
 * @param index its place among the members, from 0, the leader
 * @param pod its name
 * @param uid which pod of that name
 * @param resource what it and its like are scarce in: its accelerator, such as {@code
 *     nvidia.com/gpu}, or {@code cpu}
 * @param standing how far it is
 * @param admission with whom it was let in, if it was
 * @param failure what ended it, if something did
 * @param unplaceable what the scheduler says of it, if it finds no node
 * @param readySince when it became ready, if it is
 */
public record Member(
    GroupId group,
    long incarnation,
    int index,
    String pod,
    String uid,
    String resource,
    Standing standing,
    Optional<Admission> admission,
    Optional<Failure> failure,
    Optional<String> unplaceable,
    Optional<Instant> readySince) {

  /** How far a member is. */
  public enum Standing {
    /** Behind its gate. */
    GATED,
    /** The gate is open, and it has no node yet. */
    UNPLACED,
    /** It has a node. */
    PLACED,
    READY,
    /** It is on its way out. */
    LEAVING
  }

  /** Whether it is the one that answers for the group. */
  public boolean isLeader() {
    return index == 0;
  }

  /** Whether it has a node, and keeps it. */
  public boolean isPlaced() {
    return switch (standing) {
      case PLACED, READY -> true;
      case GATED, UNPLACED, LEAVING -> false;
    };
  }

  boolean isLeaving() {
    return standing == Standing.LEAVING;
  }
}
