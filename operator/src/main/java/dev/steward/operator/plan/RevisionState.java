package dev.steward.operator.plan;

import java.util.Set;

/**
 * One revision's pods, as far as a rollout must know them.
 *
 * @param name the revision
 * @param replicas pods its Deployment asks for
 * @param ready pods that answer
 * @param liveness whether it is worth keeping while another one starts
 * @param starvedOf resources for want of which a pod of it can't be scheduled
 * @param holds resources that its pods take from their nodes
 */
public record RevisionState(
    String name,
    int replicas,
    int ready,
    Liveness liveness,
    Set<String> starvedOf,
    Set<String> holds) {

  /** Whether it is worth keeping while another one starts. */
  public enum Liveness {
    /** Some pod answers, or runs and may come to answer. */
    ALIVE,
    /** None does: they crash, can't start or can't be scheduled. */
    DEAD
  }

  public RevisionState {
    starvedOf = Set.copyOf(starvedOf);
    holds = Set.copyOf(holds);
  }
}
