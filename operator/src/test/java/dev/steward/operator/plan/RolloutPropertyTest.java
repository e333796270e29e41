package dev.steward.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.plan.RevisionState.Liveness;
import dev.steward.operator.plan.Rollout.Route;
import dev.steward.operator.plan.RolloutPlanner.Vacancy;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RolloutPropertyTest {

  @Property
  void the_old_revision_never_grows_and_routes_lead_to_pods(
      @ForAll @IntRange(min = 1, max = 20) int wanted,
      @ForAll @IntRange(max = 20) int oldReplicas,
      @ForAll @IntRange(max = 20) int oldReady,
      @ForAll @IntRange(max = 20) int newReady,
      @ForAll @IntRange(max = 100) int oldShare,
      @ForAll boolean starved) {
    var old =
        new RevisionState(
            "a",
            oldReplicas,
            Math.min(oldReady, oldReplicas),
            oldReady > 0 ? Liveness.ALIVE : Liveness.DEAD,
            Set.of(),
            Set.of("gpu"));
    var current =
        new RevisionState(
            "b",
            wanted,
            Math.min(newReady, wanted),
            newReady > 0 ? Liveness.ALIVE : Liveness.DEAD,
            starved ? Set.of("gpu") : Set.of(),
            Set.of());
    var routes = List.of(new Route("a", oldShare), new Route("b", 100 - oldShare));

    var rollout = RolloutPlanner.plan(current, wanted, List.of(old), routes, Vacancy.RECENT);

    assertThat(rollout.replicas().getOrDefault("a", 0)).isLessThanOrEqualTo(oldReplicas);
    assertThat(rollout.replicas()).containsEntry("b", wanted);
    // The record's own constructor holds that routes sum to 100 and lead to pods.
    assertThat(rollout.routes()).isNotEmpty();
  }
}
