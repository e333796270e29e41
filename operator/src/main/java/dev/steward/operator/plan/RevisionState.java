package dev.steward.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import java.util.Set;

/**
 * One revision's replicas, as far as a rollout must know them: pods, or groups of pods.
 *
 * @param name the revision
 * @param replicas that are asked for: pods of its Deployment, or its StatefulSets
 * @param ready of them those that answer
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

  /** Whose pods a StatefulSet or a Deployment makes; by its name where somebody took its label. */
  public static String revisionOf(HasMetadata workload) {
    return Optional.ofNullable(workload.getMetadata().getLabels())
        .map(labels -> labels.get(Names.REVISION))
        .orElseGet(() -> workload.getMetadata().getName());
  }

  public RevisionState {
    starvedOf = Set.copyOf(starvedOf);
    holds = Set.copyOf(holds);
  }
}
