package dev.steward.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.group.Admission;
import dev.steward.operator.group.GroupId;
import dev.steward.operator.group.Member;
import dev.steward.operator.group.Member.Standing;
import dev.steward.operator.group.Turn;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final GroupId A = new GroupId("team", "a");
  private static final GroupId B = new GroupId("team", "b");
  private static final GroupId C = new GroupId("other", "a");
  private static final Turn GRANTED = new Turn.Granted();

  private final Turns turns = new Turns();

  private Turn ask(GroupId group, Instant now, Member... pods) {
    return turns.ask("gpu", group, now, () -> List.of(pods));
  }

  private static Member in(GroupId group, Standing standing, Instant at) {
    return new Member(
        group,
        1,
        0,
        group.member(0),
        group.name(),
        "gpu",
        standing,
        Optional.of(new Admission(Set.of(group.name()), at)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void of_two_that_ask_the_first_one_gets_it() {
    assertThat(ask(A, NOW)).isEqualTo(GRANTED);
    assertThat(ask(B, NOW)).isEqualTo(new Turn.Behind(A));
  }

  @Test
  void who_asks_again_before_it_shows_keeps_it() {
    assertThat(ask(A, NOW)).isEqualTo(GRANTED);
    assertThat(ask(A, NOW.plusSeconds(1))).isEqualTo(GRANTED);
  }

  @Test
  void it_passes_on_when_the_group_is_placed() {
    assertThat(ask(A, NOW)).isEqualTo(GRANTED);
    assertThat(ask(B, NOW, in(A, Standing.UNPLACED, NOW))).isEqualTo(new Turn.Behind(A));
    assertThat(ask(B, NOW, in(A, Standing.PLACED, NOW))).isEqualTo(GRANTED);
  }

  @Test
  void a_new_leader_knows_it_by_the_pods() {
    var started = in(A, Standing.UNPLACED, NOW.minusSeconds(5));
    assertThat(ask(B, NOW, started)).isEqualTo(new Turn.Behind(A));
  }

  @Test
  void a_turn_that_wasnt_taken_passes_on() {
    assertThat(ask(A, NOW)).isEqualTo(GRANTED);
    assertThat(ask(B, NOW.plus(Turns.TAKEN).minusSeconds(1))).isEqualTo(new Turn.Behind(A));
    assertThat(ask(B, NOW.plus(Turns.TAKEN))).isEqualTo(GRANTED);
  }

  @Test
  void who_waits_longest_is_next() {
    assertThat(ask(A, NOW)).isEqualTo(GRANTED);
    assertThat(ask(B, NOW)).isEqualTo(new Turn.Behind(A));
    assertThat(ask(C, NOW)).isEqualTo(new Turn.Behind(A));
    var placed = in(A, Standing.PLACED, NOW);
    assertThat(ask(C, NOW.plusSeconds(1), placed)).isEqualTo(new Turn.Behind(B));
    assertThat(ask(B, NOW.plusSeconds(1), placed)).isEqualTo(GRANTED);
  }

  @Test
  void who_stopped_asking_keeps_nobody_waiting() {
    assertThat(ask(A, NOW)).isEqualTo(GRANTED);
    assertThat(ask(B, NOW)).isEqualTo(new Turn.Behind(A));
    var placed = in(A, Standing.PLACED, NOW);
    var later = NOW.plus(Turns.IN_LINE).plusSeconds(1);
    assertThat(ask(C, later, placed)).isEqualTo(GRANTED);
  }

  @Test
  void groups_that_leave_hold_nothing() {
    assertThat(ask(B, NOW, in(A, Standing.LEAVING, NOW.minusSeconds(70)))).isEqualTo(GRANTED);
  }

  @Test
  void who_crashed_at_once_or_is_gone_holds_up_nobody() {
    assertThat(ask(A, NOW, gated(A, "first"))).isEqualTo(GRANTED);
    assertThat(ask(B, NOW.plusSeconds(1), gated(A, "first"))).isEqualTo(new Turn.Behind(A));
    assertThat(ask(B, NOW.plusSeconds(2), gated(A, "second"), gated(B, "other")))
        .isEqualTo(GRANTED);
    assertThat(ask(C, NOW.plusSeconds(3))).isEqualTo(GRANTED);
  }

  private static Member gated(GroupId group, String uid) {
    return new Member(
        group,
        1,
        0,
        group.member(0),
        uid,
        "gpu",
        Standing.GATED,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void another_resource_has_its_own_turn() {
    Collection<Member> nobody = List.of();
    assertThat(ask(A, NOW)).isEqualTo(GRANTED);
    assertThat(turns.ask("cpu", B, NOW, () -> nobody)).isEqualTo(GRANTED);
  }
}
