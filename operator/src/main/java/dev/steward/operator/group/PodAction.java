package dev.steward.operator.group;

import java.time.Duration;
import java.util.Optional;

/** What is to be done to a pod of a group. */
public sealed interface PodAction {

  /** Which pod. */
  String pod();

  /** Which pod of that name; another one is left alone. */
  String uid();

  /** Its gate is opened, and it is told with whom it is let in: one write. */
  record Admit(String pod, String uid, Admission admission) implements PodAction {}

  /**
   * It is deleted.
   *
   * @param grace how long it may take to end; empty: as long as its own spec says
   */
  record Delete(String pod, String uid, Optional<Duration> grace) implements PodAction {}
}
