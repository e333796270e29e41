package dev.steward.operator.decide;

import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.observe.PodFacts.State;
import dev.steward.operator.plan.FullTier;
import dev.steward.operator.plan.Names;
import dev.steward.operator.plan.PoolState;
import dev.steward.operator.plan.RevisionState;
import dev.steward.operator.plan.Tier;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts the pods of each pool of the revisions that have several. */
final class PoolStates {

  private PoolStates() {}

  static List<PoolState> of(Collection<Deployment> deployments, List<PodFacts> pods) {
    return deployments.stream().flatMap(deployment -> state(deployment, pods)).toList();
  }

  private static Stream<PoolState> state(Deployment deployment, List<PodFacts> pods) {
    var metadata = deployment.getMetadata();
    var revision = RevisionState.revisionOf(deployment);
    return text(metadata.getLabels(), Names.TIER).flatMap(Tier::of).stream()
        .map(tier -> {
          var own =
              pods.stream()
                  .filter(pod -> pod.revision().equals(revision))
                  .filter(pod -> pod.tier().equals(Optional.of(tier)))
                  .filter(pod -> pod.state() != State.LEAVING)
                  .toList();
          int unplaced = (int) own.stream().filter(PodFacts::isUnplaced).count();
          return new PoolState(
              revision,
              tier,
              PodStates.replicas(deployment),
              (int) own.stream().filter(pod -> pod.state() == State.READY).count(),
              own.size() - unplaced,
              unplaced,
              text(metadata.getAnnotations(), Names.FULL).flatMap(FullTier::read));
        });
  }

  private static Optional<String> text(@Nullable Map<String, String> texts, String key) {
    return Optional.ofNullable(texts).flatMap(all -> Optional.ofNullable(all.get(key)));
  }
}
