package dev.steward.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.plan.RevisionState.Liveness;
import dev.steward.operator.plan.Rollout.Phase;
import dev.steward.operator.plan.Rollout.Route;
import dev.steward.operator.plan.RolloutPlanner.Vacancy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RolloutPlannerTest {

  private static final String GPU = "nvidia.com/gpu";
  private static final List<Route> TO_A = List.of(new Route("a", 100));
  private static final List<Route> TO_B = List.of(new Route("b", 100));

  private static RevisionState pods(String name, int replicas, int ready) {
    return new RevisionState(
        name, replicas, ready, ready > 0 ? Liveness.ALIVE : Liveness.DEAD, Set.of(), Set.of(GPU));
  }

  private static RevisionState starved(String name, int replicas, int ready) {
    return new RevisionState(
        name,
        replicas,
        ready,
        ready > 0 ? Liveness.ALIVE : Liveness.DEAD,
        Set.of(GPU),
        ready > 0 ? Set.of(GPU) : Set.of());
  }

  @Test
  void the_first_revision_gets_pods_and_requests_at_once() {
    var rollout = RolloutPlanner.plan(pods("a", 0, 0), 2, List.of(), List.of(), Vacancy.RECENT);
    assertThat(rollout.replicas()).isEqualTo(Map.of("a", 2));
    assertThat(rollout.routes()).isEqualTo(TO_A);
    assertThat(rollout.phase()).isEqualTo(new Phase.Settled());
  }

  @Test
  void the_old_revision_serves_until_every_new_pod_is_ready() {
    var rollout =
        RolloutPlanner.plan(pods("b", 2, 1), 2, List.of(pods("a", 2, 2)), TO_A, Vacancy.RECENT);
    assertThat(rollout.replicas()).isEqualTo(Map.of("a", 2, "b", 2));
    assertThat(rollout.routes()).isEqualTo(TO_A);
    assertThat(rollout.phase()).isEqualTo(new Phase.Replacing("a"));
  }

  @Test
  void requests_move_before_the_old_pods_go() {
    var rollout =
        RolloutPlanner.plan(pods("b", 2, 2), 2, List.of(pods("a", 2, 2)), TO_A, Vacancy.RECENT);
    assertThat(rollout.replicas()).isEqualTo(Map.of("a", 2, "b", 2));
    assertThat(rollout.routes()).isEqualTo(TO_B);
    assertThat(rollout.phase()).isEqualTo(new Phase.Retiring("a"));
  }

  @Test
  void old_pods_go_once_the_move_is_seen_to_be_written() {
    var rollout =
        RolloutPlanner.plan(pods("b", 2, 2), 2, List.of(pods("a", 2, 2)), TO_B, Vacancy.RECENT);
    assertThat(rollout.replicas()).isEqualTo(Map.of("b", 2));
  }

  @Test
  void a_new_revision_that_never_becomes_ready_takes_nothing_from_the_old_one() {
    var rollout =
        RolloutPlanner.plan(pods("b", 3, 0), 3, List.of(pods("a", 3, 3)), TO_A, Vacancy.RECENT);
    assertThat(rollout.replicas()).containsEntry("a", 3);
    assertThat(rollout.routes()).isEqualTo(TO_A);
  }

  @Test
  void an_old_revision_that_answers_nobody_is_not_kept() {
    var rollout =
        RolloutPlanner.plan(pods("b", 0, 0), 1, List.of(pods("a", 1, 0)), TO_A, Vacancy.RECENT);
    assertThat(rollout.replicas()).isEqualTo(Map.of("b", 1));
    assertThat(rollout.routes()).isEqualTo(TO_B);
  }

  @Test
  void a_revision_that_was_never_routed_is_not_kept() {
    var rollout =
        RolloutPlanner.plan(
            pods("c", 0, 0), 1, List.of(pods("a", 1, 1), pods("b", 1, 1)), TO_A, Vacancy.RECENT);
    assertThat(rollout.replicas()).isEqualTo(Map.of("a", 1, "c", 1));
  }

  @Test
  void an_old_revision_goes_on_serving_when_the_stored_routes_are_lost() {
    var rollout =
        RolloutPlanner.plan(
            pods("b", 1, 0), 1, List.of(pods("a", 1, 1)), List.of(), Vacancy.RECENT);
    assertThat(rollout.replicas()).isEqualTo(Map.of("a", 1, "b", 1));
    assertThat(rollout.routes()).isEqualTo(TO_A);
  }

  @Test
  void going_back_to_the_old_revision_is_one_step() {
    var rollout =
        RolloutPlanner.plan(pods("a", 2, 2), 2, List.of(pods("b", 2, 0)), TO_A, Vacancy.RECENT);
    assertThat(rollout.replicas()).isEqualTo(Map.of("a", 2));
    assertThat(rollout.phase()).isEqualTo(new Phase.Settled());
  }

  @Test
  void on_the_way_to_zero_requests_stay_away_first_and_the_pods_go_when_gateways_know() {
    var recent =
        RolloutPlanner.plan(pods("b", 1, 1), 0, List.of(pods("a", 2, 2)), TO_A, Vacancy.RECENT);
    assertThat(recent.replicas()).isEqualTo(Map.of("a", 2, "b", 1));
    assertThat(recent.routes()).isEmpty();
    assertThat(recent.phase()).isEqualTo(new Phase.Vacating());
    var known =
        RolloutPlanner.plan(pods("b", 1, 1), 0, List.of(pods("a", 2, 2)), List.of(), Vacancy.KNOWN);
    assertThat(known.replicas()).isEqualTo(Map.of("b", 0));
    assertThat(known.routes()).isEmpty();
    assertThat(known.phase()).isEqualTo(new Phase.Settled());
  }

  @Test
  void a_service_that_never_had_pods_waits_for_nothing_to_have_none() {
    var rollout = RolloutPlanner.plan(pods("b", 0, 0), 0, List.of(), List.of(), Vacancy.RECENT);
    assertThat(rollout.replicas()).isEqualTo(Map.of("b", 0));
    assertThat(rollout.phase()).isEqualTo(new Phase.Settled());
  }

  @Test
  void a_request_on_the_way_to_zero_brings_the_pods_back() {
    var rollout = RolloutPlanner.plan(pods("b", 1, 1), 1, List.of(), List.of(), Vacancy.RECENT);
    assertThat(rollout.replicas()).isEqualTo(Map.of("b", 1));
    assertThat(rollout.routes()).isEqualTo(TO_B);
  }

  @Test
  void the_old_revision_shrinks_with_the_service_but_never_grows() {
    assertThat(
            RolloutPlanner.plan(pods("b", 1, 0), 1, List.of(pods("a", 3, 3)), TO_A, Vacancy.RECENT)
                .replicas())
        .containsEntry("a", 1);
    assertThat(
            RolloutPlanner.plan(pods("b", 5, 0), 5, List.of(pods("a", 3, 3)), TO_A, Vacancy.RECENT)
                .replicas())
        .containsEntry("a", 3);
  }

  @Test
  void the_only_pod_is_not_given_up_for_a_gpu() {
    var rollout =
        RolloutPlanner.plan(starved("b", 1, 0), 1, List.of(pods("a", 1, 1)), TO_A, Vacancy.RECENT);
    assertThat(rollout.replicas()).isEqualTo(Map.of("a", 1, "b", 1));
    assertThat(rollout.routes()).isEqualTo(TO_A);
    assertThat(rollout.phase()).isEqualTo(new Phase.AwaitingCapacity("a", GPU));
  }

  @Test
  void a_want_of_what_the_old_pods_do_not_hold_costs_them_nothing() {
    var old = new RevisionState("a", 2, 2, Liveness.ALIVE, Set.of(), Set.of("cpu"));
    var rollout = RolloutPlanner.plan(starved("b", 2, 0), 2, List.of(old), TO_A, Vacancy.RECENT);
    assertThat(rollout.replicas()).containsEntry("a", 2);
    assertThat(rollout.phase()).isEqualTo(new Phase.Replacing("a"));
  }

  /** Plays a cluster with three GPUs, where each revision wants three pods. */
  @Test
  void pods_that_compete_for_gpus_are_replaced_one_by_one_and_one_is_missing_at_most() {
    var gpus = 3;
    var wanted = 3;
    var routes = TO_A;
    var oldReplicas = 3;
    var newReady = 0;
    for (var step = 0; step < 20; step++) {
      var oldReady = oldReplicas;
      var current = newReady < wanted ? starved("b", 3, newReady) : pods("b", 3, newReady);
      var others =
          oldReplicas > 0 ? List.of(pods("a", oldReplicas, oldReady)) : List.<RevisionState>of();
      var rollout = RolloutPlanner.plan(current, wanted, others, routes, Vacancy.RECENT);
      routes = rollout.routes();
      oldReplicas = rollout.replicas().getOrDefault("a", 0);
      assertThat(oldReplicas + newReady).isGreaterThanOrEqualTo(wanted - 1);
      assertThat(routes)
          .allSatisfy(route -> assertThat(rollout.replicas()).containsKey(route.revision()));
      newReady = Math.min(wanted, gpus - oldReplicas);
    }
    assertThat(newReady).isEqualTo(3);
    assertThat(oldReplicas).isZero();
    assertThat(routes).isEqualTo(TO_B);
  }
}
