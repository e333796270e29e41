package dev.steward.operator.group;

/** Whether a group may open its gates: one at a time may, of all that are scarce in a resource. */
public sealed interface Turn {

  /** It may. */
  record Granted() implements Turn {}

  /** Another group is let in first. */
  record Behind(GroupId other) implements Turn {}
}
