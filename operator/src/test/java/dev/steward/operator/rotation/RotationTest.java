package dev.steward.operator.rotation;

import static dev.steward.operator.rotation.RotationWorld.A;
import static dev.steward.operator.rotation.RotationWorld.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.policy.Obligations.Intake;
import dev.steward.core.policy.PolicyInForce;
import dev.steward.operator.rotation.Gateway.Readiness;
import dev.steward.operator.rotation.GovernedService.Bond;
import dev.steward.operator.rotation.Reach.Step;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RotationTest {

  private static final Duration MOMENT = Duration.ofMillis(500);

  private final RotationWorld world = new RotationWorld().with("g0", "g1");

  private static Optional<PolicyInForce> runs(PolicyInForce policy) {
    return Optional.of(policy);
  }

  /** Both run A. */
  private void settle() {
    world.written = runs(A);
    world.look();
    world.tell("g0", runs(A));
    world.tell("g1", runs(A));
    assertThat(world.look().step()).isEqualTo(Step.RUNNING);
  }

  /** B is written, g0 follows, g1 tells A on and on. */
  private Reach lag() {
    settle();
    world.written = runs(B);
    world.look();
    world.pass(MOMENT);
    world.tell("g0", runs(B));
    world.pass(Rotation.GRACE);
    world.tell("g1", runs(A));
    return world.look();
  }

  @Test
  void one_that_tells_another_after_its_time_gets_no_requests_and_comes_back_by_itself() {
    var reach = lag();
    assertThat(reach.step()).isEqualTo(Step.BEHIND);
    assertThat(reach.out()).containsExactly("ip-g1");
    assertThat(reach.behind()).containsExactly("g1");

    world.tell("g1", runs(B));
    assertThat(world.look().step()).isEqualTo(Step.RUNNING);
    assertThat(world.look().out()).isEmpty();
  }

  @Test
  void old_and_new_are_both_accepted_for_a_moment() {
    settle();
    world.written = runs(B);
    world.look();
    world.tell("g0", runs(B));
    world.pass(Rotation.GRACE.minusMillis(1));
    world.tell("g1", runs(A));
    assertThat(world.look().step()).isEqualTo(Step.SPREADING);
    assertThat(world.look().out()).isEmpty();
  }

  @Test
  void where_a_policy_denies_none_is_left_rather_than_one_that_doesnt_enforce_it() {
    lag();
    world.turn("g0", Readiness.UNREADY);
    assertThat(world.look().out()).containsExactly("ip-g1");
  }

  @Test
  void where_none_denies_the_last_one_stays() {
    world.bond = Bond.FREE;
    assertThat(lag().out()).containsExactly("ip-g1");
    world.turn("g0", Readiness.UNREADY);
    assertThat(world.look().out()).isEmpty();
    assertThat(world.look().step()).isEqualTo(Step.BEHIND);
  }

  @Test
  void a_quarantine_changes_no_digest_and_obliges() {
    world.bond = Bond.FREE;
    settle();
    world.written = runs(RotationWorld.policy('a', Intake.REFUSED));
    world.look();
    world.pass(Rotation.GRACE);
    world.tell("g0", runs(A));
    world.tell("g1", runs(A));
    assertThat(world.look().out()).containsExactlyInAnyOrder("ip-g0", "ip-g1");
  }

  @Test
  void one_that_tells_nothing_is_left_out_late_and_only_while_another_runs_it() {
    world.written = runs(A);
    world.look();
    world.tell("g0", runs(A));
    world.pass(Rotation.SILENCE.minusMillis(1));
    assertThat(world.look().out()).isEmpty();
    world.pass(Duration.ofMillis(1));
    assertThat(world.look().out()).containsExactly("ip-g1");
    assertThat(world.look().step()).isEqualTo(Step.UNKNOWN);

    world.turn("g0", Readiness.UNREADY);
    assertThat(world.look().out()).isEmpty();
  }

  @Test
  void one_that_falls_silent_and_was_last_heard_to_run_it_stays() {
    settle();
    world.pass(Duration.ofHours(1));
    assertThat(world.look().step()).isEqualTo(Step.RUNNING);
  }

  @Test
  void an_operator_that_has_just_begun_leaves_things_as_they_are() {
    lag();
    world.restart();
    assertThat(world.look().out()).containsExactly("ip-g1");
    world.pass(Duration.ofMinutes(5));
    world.tell("g0", runs(B));
    assertThat(world.look().out()).containsExactly("ip-g1");
    world.tell("g1", runs(B));
    assertThat(world.look().out()).isEmpty();
  }

  @Test
  void an_operator_that_has_heard_nobody_empties_nothing() {
    settle();
    world.restart();
    world.look();
    world.pass(Duration.ofDays(1));
    assertThat(world.look().out()).isEmpty();
    assertThat(world.look().step()).isEqualTo(Step.UNKNOWN);
  }

  @Test
  void what_a_pod_told_isnt_the_word_of_the_next_one_of_its_name() {
    lag();
    var before = Optional.ofNullable(world.gateways.get("g1")).orElseThrow();
    world.gateways.put("g1", new Gateway("g1", "ip-new", Readiness.READY, before.told()));
    world.pass(MOMENT);
    assertThat(world.look().out()).isEmpty();
    world.tell("g1", runs(B));
    assertThat(world.look().step()).isEqualTo(Step.RUNNING);
  }

  @Test
  void a_policy_that_is_gone_is_followed_too() {
    settle();
    world.written = Optional.empty();
    world.bond = Bond.FREE;
    world.look();
    world.tell("g0", Optional.empty());
    world.pass(Rotation.GRACE);
    world.tell("g1", runs(A));
    assertThat(world.look().out()).containsExactly("ip-g1");
    world.tell("g1", Optional.empty());
    world.look();
    assertThat(world.board.reach(RotationWorld.SERVICE)).isEmpty();
  }

  @Test
  void the_lag_is_counted_from_the_write_and_over_when_every_gateway_runs_it() {
    settle();
    assertThat(world.board.lag(world.now)).isZero();
    world.written = runs(B);
    world.look();
    world.pass(Duration.ofSeconds(2));
    world.tell("g0", runs(B));
    world.look();
    assertThat(world.board.lag(world.now)).isEqualTo(Duration.ofSeconds(2));
    assertThat(world.board.lagging()).isEqualTo(1);
    world.tell("g1", runs(B));
    world.look();
    assertThat(world.board.lag(world.now)).isZero();
    assertThat(world.board.running()).isEqualTo(1);
  }

  @Test
  void a_barred_gateway_is_told_what_is_against_it_and_no_other_is() {
    lag();
    var runs = Map.of(RotationWorld.SERVICE, A);
    assertThat(world.board.against("ip-g1", runs))
        .isEqualTo(Map.of(RotationWorld.SERVICE, Optional.of(A)));
    assertThat(world.board.against("ip-g1", Map.of()))
        .isEqualTo(Map.of(RotationWorld.SERVICE, Optional.empty()));
    assertThat(world.board.against("ip-g1", Map.of(RotationWorld.SERVICE, B))).isEmpty();
    assertThat(world.board.against("ip-g0", runs)).isEmpty();
  }

  @Test
  void where_no_policy_denies_nothing_is_against_a_barred_gateway() {
    world.bond = Bond.FREE;
    assertThat(lag().barred()).containsExactly("ip-g1");
    assertThat(world.board.against("ip-g1", Map.of(RotationWorld.SERVICE, A))).isEmpty();
  }

  @Test
  void what_is_stored_says_who_was_barred_and_not_who_was_silent() {
    world.written = runs(A);
    world.look();
    world.tell("g0", runs(A));
    world.pass(Rotation.SILENCE);
    assertThat(world.look().barred()).isEqualTo(Set.of());
    assertThat(world.look().unheard()).containsExactly("ip-g1");
  }
}
