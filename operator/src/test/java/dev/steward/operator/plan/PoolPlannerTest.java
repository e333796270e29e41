package dev.steward.operator.plan;

import static dev.steward.operator.plan.Tier.CLOUD;
import static dev.steward.operator.plan.Tier.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The worked example of {@link PoolPlanner}, and what else becomes of a tier. */
class PoolPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final List<Tier> TIERS = List.of(EDGE, CLOUD);

  private static List<PoolPlan> plan(int wanted, PoolState... states) {
    return new PoolPlanner(List.of(states), NOW).plan(TIERS, wanted);
  }

  private static PoolState edge(int ready, int unplaced, Optional<FullTier> full) {
    return new PoolState("r", EDGE, ready + unplaced, ready, ready, unplaced, full);
  }

  private static PoolState cloud(int replicas, int ready) {
    return new PoolState("r", CLOUD, replicas, ready, replicas, 0, Optional.empty());
  }

  private static Optional<FullTier> full(int pods, Duration ago) {
    return Optional.of(new FullTier(pods, NOW.minus(ago)));
  }

  private static PoolPlan pool(Tier tier, int replicas) {
    return new PoolPlan(tier, replicas, Optional.empty());
  }

  @Test
  void the_nearest_tier_is_asked_for_all() {
    assertThat(plan(3)).containsExactly(pool(EDGE, 3), pool(CLOUD, 0));
  }

  @Test
  void what_finds_no_place_is_asked_for_in_the_next_tier() {
    assertThat(plan(3, edge(1, 2, Optional.empty())))
        .containsExactly(new PoolPlan(EDGE, 1, full(1, Duration.ZERO)), pool(CLOUD, 2));
  }

  @Test
  void a_tier_that_is_full_is_not_asked_for_a_while() {
    var full = full(1, Duration.ofMinutes(4));
    assertThat(plan(3, edge(1, 0, full), cloud(2, 2)))
        .containsExactly(new PoolPlan(EDGE, 1, full), pool(CLOUD, 2));
    assertThat(plan(5, edge(1, 0, full), cloud(2, 2)))
        .containsExactly(new PoolPlan(EDGE, 1, full), pool(CLOUD, 4));
  }

  @Test
  void then_it_is_asked_again_and_those_of_the_farther_tier_stay_meanwhile() {
    assertThat(plan(3, edge(1, 0, full(1, Duration.ofMinutes(5))), cloud(2, 2)))
        .containsExactly(pool(EDGE, 3), pool(CLOUD, 2));
  }

  @Test
  void one_of_the_farther_tier_goes_for_each_that_answers_nearer() {
    assertThat(plan(3, edge(2, 1, Optional.empty()), cloud(2, 2)))
        .containsExactly(new PoolPlan(EDGE, 2, full(2, Duration.ZERO)), pool(CLOUD, 1));
    assertThat(plan(3, edge(3, 0, Optional.empty()), cloud(2, 2)))
        .containsExactly(pool(EDGE, 3), pool(CLOUD, 0));
  }

  @Test
  void the_farther_ones_go_first_when_fewer_are_wanted() {
    var full = full(2, Duration.ofMinutes(1));
    assertThat(plan(2, edge(2, 0, full), cloud(2, 2)))
        .containsExactly(new PoolPlan(EDGE, 2, full), pool(CLOUD, 0));
  }

  @Test
  void room_that_the_service_gave_up_itself_is_still_its_own() {
    var full = full(2, Duration.ofMinutes(1));
    assertThat(plan(3, edge(1, 0, full), cloud(0, 0)))
        .containsExactly(new PoolPlan(EDGE, 2, full), pool(CLOUD, 1));
  }

  @Test
  void a_tier_whose_node_is_gone_holds_less_and_is_not_tried_later_for_that() {
    assertThat(plan(3, edge(0, 1, full(1, Duration.ofMinutes(3))), cloud(2, 2)))
        .containsExactly(new PoolPlan(EDGE, 0, full(0, Duration.ofMinutes(3))), pool(CLOUD, 3));
  }

  @Test
  void the_last_tier_keeps_what_finds_no_place_at_all() {
    var waiting = new PoolState("r", CLOUD, 2, 0, 0, 2, Optional.empty());
    assertThat(plan(3, edge(1, 0, full(1, Duration.ofMinutes(1))), waiting))
        .containsExactly(new PoolPlan(EDGE, 1, full(1, Duration.ofMinutes(1))), pool(CLOUD, 2));
  }

  @Test
  void none_are_wanted_anywhere_at_zero() {
    var full = full(1, Duration.ofMinutes(1));
    assertThat(plan(0, edge(1, 0, full), cloud(2, 2)))
        .containsExactly(new PoolPlan(EDGE, 0, full), pool(CLOUD, 0));
  }

  @Test
  void what_is_known_of_a_tier_is_kept_as_text_and_rubbish_is_not_known() {
    var full = new FullTier(2, NOW);
    assertThat(full.text()).isEqualTo("2 pods at 2026-01-01T12:00:00Z");
    assertThat(FullTier.read(full.text())).contains(full);
    assertThat(FullTier.read("")).isEmpty();
    assertThat(FullTier.read("many pods at noon")).isEmpty();
    assertThat(FullTier.read("2 pods at noon")).isEmpty();
    assertThat(FullTier.read("99999999999 pods at 2026-01-01T12:00:00Z")).isEmpty();
  }
}
