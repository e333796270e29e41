package dev.steward.operator.group;

import static dev.steward.operator.group.Groups.ID;
import static dev.steward.operator.group.Groups.NOW;
import static dev.steward.operator.group.Groups.crash;
import static dev.steward.operator.group.Groups.failed;
import static dev.steward.operator.group.Groups.gated;
import static dev.steward.operator.group.Groups.group;
import static dev.steward.operator.group.Groups.in;
import static dev.steward.operator.group.Groups.member;
import static dev.steward.operator.group.Groups.uid;
import static dev.steward.operator.group.Groups.unplaceable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.group.Member.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Stories of a group of two. */
class GroupDeciderTest {

  private static final Optional<Turn> GRANTED = Optional.of(new Turn.Granted());
  private static final Optional<Turn> NOT_ASKED = Optional.empty();

  private static GroupDecision decide(Group group) {
    return GroupDecider.decide(group, NOT_ASKED, NOW);
  }

  @Test
  void a_new_group_is_begun_for_the_first_time() {
    var decision = decide(Group.unmade(ID, 2, List.of()));
    assertThat(decision.incarnation()).isEqualTo(1);
    assertThat(decision.state()).isEqualTo(new GroupState.Gathering(0));
    assertThat(decision.actions()).isEmpty();
  }

  @Test
  void no_gate_is_opened_while_a_pod_is_missing() {
    var decision = GroupDecider.decide(group(1, gated(0, 1)), GRANTED, NOW);
    assertThat(decision.state()).isEqualTo(new GroupState.Gathering(1));
    assertThat(decision.actions()).isEmpty();
  }

  @Test
  void a_group_whose_pods_are_all_there_asks_for_its_turn() {
    var group = group(1, gated(0, 1), gated(1, 1));
    assertThat(GroupDecider.asks(group, NOW)).isTrue();
    var other = new GroupId("team", "h");
    var decision = GroupDecider.decide(group, Optional.of(new Turn.Behind(other)), NOW);
    assertThat(decision.state()).isEqualTo(new GroupState.AwaitingTurn(Optional.of(other)));
    assertThat(decision.actions()).isEmpty();
    assertThat(decision.lookAgain()).isPresent();
  }

  @Test
  void at_its_turn_all_its_gates_are_opened_with_one_roster() {
    var decision = GroupDecider.decide(group(1, gated(0, 1), gated(1, 1)), GRANTED, NOW);
    var admission = new Admission(Set.of(uid(0, 1), uid(1, 1)), NOW);
    assertThat(decision.actions())
        .containsExactly(
            new PodAction.Admit("g-0", uid(0, 1), admission),
            new PodAction.Admit("g-1", uid(1, 1), admission));
    assertThat(decision.lookAgain()).contains(GroupDecider.PLACING);
  }

  @Test
  void an_operator_that_ended_between_two_gates_is_gone_on_for() {
    var first = in(0, 1, Standing.PLACED);
    var decision = decide(group(1, first, gated(1, 1)));
    assertThat(decision.incarnation()).isEqualTo(1);
    assertThat(decision.actions())
        .containsExactly(new PodAction.Admit("g-1", uid(1, 1), first.admission().orElseThrow()));
  }

  @Test
  void a_group_is_whole_when_the_last_member_is_ready() {
    assertThat(decide(group(1, in(0, 1, Standing.READY), in(1, 1, Standing.PLACED))).state())
        .isEqualTo(new GroupState.Starting(1));
    assertThat(decide(group(1, in(0, 1, Standing.READY), in(1, 1, Standing.READY))).state())
        .isEqualTo(new GroupState.Whole(NOW.minusSeconds(1)));
  }

  @Test
  void a_crash_restarts_all_members_at_once() {
    var decision =
        decide(group(1, in(0, 1, Standing.READY), failed(in(1, 1, Standing.PLACED), crash(NOW))));
    assertThat(decision.incarnation()).isEqualTo(2);
    assertThat(decision.actions()).extracting(PodAction::uid).containsExactly(uid(0, 1), uid(1, 1));
    assertThat(decision.restarts()).isEqualTo(new Restarts(1, 1, 0, Optional.of(crash(NOW))));
  }

  @Test
  void of_several_crashes_the_first_one_is_told() {
    var first = new Failure(Failure.Kind.Crashed, "first", NOW.minusSeconds(5));
    var decision =
        decide(
            group(
                1,
                failed(in(0, 1, Standing.PLACED), crash(NOW)),
                failed(in(1, 1, Standing.PLACED), first)));
    assertThat(decision.restarts().last()).contains(first);
  }

  @Test
  void a_deleted_member_restarts_the_others_which_may_finish() {
    var decision = decide(group(1, in(0, 1, Standing.READY), in(1, 1, Standing.LEAVING)));
    assertThat(decision.incarnation()).isEqualTo(2);
    assertThat(decision.actions())
        .containsExactly(new PodAction.Delete("g-0", uid(0, 1), Optional.empty()));
    assertThat(decision.restarts().failures()).isZero();
    assertThat(decision.restarts().last().orElseThrow().message()).contains("g-1");
  }

  @Test
  void a_member_that_is_gone_restarts_the_other() {
    var decision = decide(group(1, in(0, 1, Standing.READY)));
    assertThat(decision.incarnation()).isEqualTo(2);
    assertThat(decision.restarts().last().orElseThrow().message()).contains("g-1");
  }

  @Test
  void a_pod_that_took_a_members_place_joins_nobody() {
    var stranger =
        new Member(
            ID,
            1,
            1,
            "g-1",
            "another",
            "cpu",
            Standing.GATED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var decision = decide(group(1, in(0, 1, Standing.READY), stranger));
    assertThat(decision.incarnation()).isEqualTo(2);
    assertThat(decision.actions()).hasSize(2).allMatch(PodAction.Delete.class::isInstance);
  }

  @Test
  void a_pod_whose_gate_somebody_else_opened_joins_nobody() {
    var decision = decide(group(1, gated(0, 1), member(1, 1, Standing.PLACED)));
    assertThat(decision.incarnation()).isEqualTo(2);
  }

  @Test
  void a_stale_view_of_a_restart_decides_the_same_again() {
    var before = group(1, in(0, 1, Standing.READY), failed(in(1, 1, Standing.PLACED), crash(NOW)));
    assertThat(GroupDecider.decide(before, NOT_ASKED, NOW.plusSeconds(1)).incarnation())
        .isEqualTo(decide(before).incarnation());
    assertThat(GroupDecider.decide(before, NOT_ASKED, NOW.plusSeconds(1)).restarts())
        .isEqualTo(decide(before).restarts());
  }

  @Test
  void a_member_of_an_old_incarnation_goes_and_nobody_is_let_in_before_it_has() {
    var group = group(2, member(0, 1, Standing.PLACED), gated(0, 2), gated(1, 2));
    var decision = GroupDecider.decide(group, GRANTED, NOW);
    assertThat(decision.state()).isEqualTo(new GroupState.Clearing(List.of("g-0")));
    assertThat(decision.actions())
        .containsExactly(
            new PodAction.Delete("g-0", uid(0, 1), Optional.of(GroupDecider.ABANDONED)));
    assertThat(GroupDecider.asks(group, NOW)).isFalse();
  }

  @Test
  void a_pod_that_the_controller_made_from_the_old_template_goes() {
    var decision = decide(group(2, gated(0, 1), gated(1, 2)));
    assertThat(decision.incarnation()).isEqualTo(2);
    assertThat(decision.actions()).extracting(PodAction::uid).containsExactly(uid(0, 1));
  }

  @Test
  void the_pods_of_a_lost_stateful_set_tell_its_incarnation() {
    var decision =
        decide(Group.unmade(ID, 2, List.of(in(0, 7, Standing.READY), in(1, 7, Standing.READY))));
    assertThat(decision.incarnation()).isEqualTo(7);
  }

  @Test
  void a_group_that_isnt_placed_within_a_minute_gives_back_what_it_got() {
    var longAgo = NOW.minus(GroupDecider.PLACING);
    var decision =
        decide(
            group(
                1,
                in(0, 1, Standing.PLACED, longAgo),
                unplaceable(
                    in(1, 1, Standing.UNPLACED, longAgo),
                    "0/1 nodes: Insufficient nvidia.com/gpu")));
    assertThat(decision.incarnation()).isEqualTo(2);
    var failure = decision.restarts().last().orElseThrow();
    assertThat(failure.kind()).isEqualTo(Failure.Kind.NotPlaced);
    assertThat(failure.message()).contains("1 of 2 pods").contains("Insufficient nvidia.com/gpu");
    assertThat(decision.restarts().failures()).isZero();
  }

  @Test
  void placing_is_looked_at_again_when_its_time_is_over() {
    var decision = decide(group(1, in(0, 1, Standing.PLACED), in(1, 1, Standing.UNPLACED)));
    assertThat(decision.state())
        .isEqualTo(new GroupState.Placing(1, NOW.minusSeconds(1).plus(GroupDecider.PLACING)));
    assertThat(decision.lookAgain()).contains(Duration.ofSeconds(59));
  }

  @Test
  void a_group_that_crashed_once_is_begun_again_at_once() {
    var restarts = new Restarts(1, 1, 0, Optional.of(crash(NOW)));
    var decision = GroupDecider.decide(group(2, restarts, gated(0, 2), gated(1, 2)), GRANTED, NOW);
    assertThat(decision.state()).isInstanceOf(GroupState.Placing.class);
    assertThat(decision.actions()).hasSize(2);
  }

  @Test
  void the_gates_stay_closed_for_a_while_after_a_second_crash() {
    var restarts = new Restarts(2, 2, 0, Optional.of(crash(NOW.minusSeconds(4))));
    var decision = GroupDecider.decide(group(2, restarts, gated(0, 2), gated(1, 2)), GRANTED, NOW);
    assertThat(decision.state()).isEqualTo(new GroupState.BackingOff(NOW.plusSeconds(6)));
    assertThat(decision.actions()).isEmpty();
    assertThat(decision.lookAgain()).contains(Duration.ofSeconds(6));
  }

  @Test
  void the_pause_doubles_with_each_crash_up_to_five_minutes() {
    assertThat(pauseAfter(1)).isZero();
    assertThat(pauseAfter(2)).isEqualTo(Duration.ofSeconds(10));
    assertThat(pauseAfter(3)).isEqualTo(Duration.ofSeconds(20));
    assertThat(pauseAfter(6)).isEqualTo(Duration.ofSeconds(160));
    assertThat(pauseAfter(60)).isEqualTo(Duration.ofMinutes(5));
  }

  private static Duration pauseAfter(int failures) {
    var restarts = new Restarts(failures, failures, 0, Optional.of(crash(NOW)));
    return Duration.between(NOW, restarts.pauseEnds());
  }

  @Test
  void after_six_crashes_in_a_row_it_is_given_up_on() {
    var restarts = new Restarts(9, 6, 0, Optional.of(crash(Instant.EPOCH)));
    var group = group(7, restarts, gated(0, 7), gated(1, 7));
    assertThat(decide(group).state()).isEqualTo(new GroupState.GivenUp());
    assertThat(GroupDecider.asks(group, NOW)).isFalse();
  }

  @Test
  void a_group_that_was_whole_for_ten_minutes_is_forgiven() {
    var restarts = new Restarts(3, 3, 0, Optional.of(crash(Instant.EPOCH)));
    var since = NOW.minus(Restarts.WELL);
    var whole =
        group(
            4,
            restarts,
            in(0, 4, Standing.READY, since.minusSeconds(9)),
            in(1, 4, Standing.READY, since));
    assertThat(decide(whole).restarts())
        .isEqualTo(new Restarts(3, 0, 0, Optional.of(crash(Instant.EPOCH))));
    var aSecondBefore = GroupDecider.decide(whole, NOT_ASKED, NOW.minusSeconds(1));
    assertThat(aSecondBefore.restarts()).isEqualTo(restarts);
    assertThat(aSecondBefore.lookAgain()).contains(Duration.ofSeconds(1));
  }

  @Test
  void a_whole_group_with_nothing_to_forgive_isnt_looked_at_again() {
    var decision = decide(group(1, in(0, 1, Standing.READY), in(1, 1, Standing.READY)));
    assertThat(decision.lookAgain()).isEmpty();
    assertThat(decision.actions()).isEmpty();
  }

  @Test
  void what_it_remembers_survives_being_written_down() {
    var restarts = new Restarts(3, 2, 1, Optional.of(crash(NOW)));
    assertThat(RestartsJson.read(RestartsJson.write(restarts))).isEqualTo(restarts);
    assertThat(RestartsJson.read("{\"failures\": -1}")).isEqualTo(Restarts.NONE);
    assertThat(RestartsJson.read("rubbish {")).isEqualTo(Restarts.NONE);
    assertThat(RestartsJson.read(null)).isEqualTo(Restarts.NONE);
  }
}
