package dev.steward.operator.decide;

import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.observe.PodFacts.State;
import dev.steward.operator.plan.RevisionState;
import dev.steward.operator.plan.RevisionState.Liveness;
import dev.steward.operator.plan.Tier;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts the pods of each revision whose pods are replicas by themselves. */
final class PodStates {

  private PodStates() {}

  /** The revisions that have Deployments. */
  static Stream<RevisionState> of(Collection<Deployment> deployments, List<PodFacts> pods) {
    return deployments.stream()
        .collect(Collectors.groupingBy(RevisionState::revisionOf))
        .entrySet()
        .stream()
        .map(entry ->
            state(
                entry.getKey(),
                entry.getValue(),
                pods.stream().filter(pod -> pod.revision().equals(entry.getKey())).toList()));
  }

  private static RevisionState state(
      String revision, List<Deployment> deployments, List<PodFacts> pods) {
    var last = Tier.of(deployments.getFirst().getSpec().getTemplate()).stream().reduce((_, b) -> b);
    return new RevisionState(
        revision,
        deployments.stream().mapToInt(PodStates::replicas).sum(),
        (int) pods.stream().filter(pod -> pod.state() == State.READY).count(),
        pods.stream().anyMatch(Decider::mayAnswer) ? Liveness.ALIVE : Liveness.DEAD,
        Decider.union(pods.stream().map(pod -> starvedOf(pod, last)).toList()),
        Decider.union(
            pods.stream()
                .filter(pod -> pod.starvedOf().isEmpty())
                .map(pod -> pod.requests().keySet())
                .toList()));
  }

  static int replicas(Deployment deployment) {
    return Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
  }

  /** Who finds no place in a tier is asked for in the next: only the last one leaves it starved. */
  private static Set<String> starvedOf(PodFacts pod, Optional<Tier> last) {
    return pod.tier().equals(last) ? pod.starvedOf() : Set.of();
  }
}
