package dev.steward.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.observe.PodFacts.State;
import dev.steward.operator.observe.PodTrouble.Unschedulable;
import dev.steward.operator.plan.RevisionState;
import dev.steward.operator.plan.Tier;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodStatesTest {

  private static Deployment pool(Tier tier, int replicas) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName("minilm-1-" + tier.text())
        .withLabels(Map.of("steward.dev/revision", "minilm-1", "steward.dev/tier", tier.text()))
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewTemplate()
        .withNewMetadata()
        .withAnnotations(Map.of("steward.dev/tiers", "edge,cloud"))
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static PodFacts unplaced(Tier tier) {
    return new PodFacts(
            "pod-" + tier,
            "minilm-1",
            State.WAITING,
            Optional.of(new Unschedulable("0/2 nodes are available: 2 Insufficient cpu.")),
            Map.of("cpu", "1"),
            Instant.EPOCH,
            Optional.empty())
        .on(tier);
  }

  private static RevisionState state(PodFacts... pods) {
    return PodStates.of(List.of(pool(Tier.EDGE, 2), pool(Tier.CLOUD, 1)), List.of(pods))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_pools_of_a_revision_are_one() {
    assertThat(PodStates.of(List.of(pool(Tier.EDGE, 2), pool(Tier.CLOUD, 1)), List.of()))
        .extracting(RevisionState::name, RevisionState::replicas)
        .containsExactly(tuple("minilm-1", 3));
  }

  /** Else a rollout would give up pods of the old revision for what the cloud has. */
  @Test
  void only_the_last_tier_leaves_a_revision_starved() {
    assertThat(state(unplaced(Tier.EDGE)).starvedOf()).isEmpty();
    assertThat(state(unplaced(Tier.EDGE), unplaced(Tier.CLOUD)).starvedOf()).containsExactly("cpu");
  }
}
