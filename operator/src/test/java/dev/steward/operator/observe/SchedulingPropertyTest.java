package dev.steward.operator.observe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.group.Admission;
import dev.steward.operator.group.Failure;
import dev.steward.operator.group.Group;
import dev.steward.operator.group.GroupDecider;
import dev.steward.operator.group.GroupDecision;
import dev.steward.operator.group.GroupId;
import dev.steward.operator.group.GroupState;
import dev.steward.operator.group.Member;
import dev.steward.operator.group.Member.Standing;
import dev.steward.operator.group.PodAction;
import dev.steward.operator.group.Restarts;
import dev.steward.operator.group.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Several groups on a cluster with a number of GPUs, one for each member, a scheduler that gives
 * them to whoever it happens to look at first, and a virtual clock: nobody starves.
 */
class SchedulingPropertyTest {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  /** A cluster in which only this test's operator acts. */
  private static final class Cluster {
    final Turns turns = new Turns();
    final Random random;
    final int gpus;
    final Map<GroupId, Group> groups = new LinkedHashMap<>();
    final Map<GroupId, GroupState> states = new LinkedHashMap<>();
    Instant now = BEGIN;
    private int pods;

    Cluster(int gpus, long seed) {
      this.gpus = gpus;
      random = new Random(seed);
    }

    GroupId add(String name, int size) {
      var id = new GroupId("team", name);
      groups.put(id, new Group(id, size, 1, Restarts.NONE, List.of()));
      return id;
    }

    Group group(GroupId id) {
      return requireNonNull(groups.get(id));
    }

    void remove(GroupId id) {
      groups.remove(id);
      states.remove(id);
    }

    Collection<Member> members() {
      return groups.values().stream().flatMap(group -> group.members().stream()).toList();
    }

    long taken() {
      return members().stream().filter(Member::isPlaced).count();
    }

    boolean isWhole(GroupId id) {
      return group(id).isWhole();
    }

    /** Groups with some GPUs and not all they need. */
    long half() {
      return groups.values().stream()
          .filter(group -> {
            var placed = group.members().stream().filter(Member::isPlaced).count();
            return placed > 0 && placed < group.size();
          })
          .count();
    }

    /** One second: controllers, the operator for each group, the scheduler, the kubelets. */
    void tick() {
      now = now.plusSeconds(1);
      List.copyOf(groups.keySet()).forEach(this::makePods);
      var order = new ArrayList<>(groups.keySet());
      Collections.shuffle(order, random);
      order.forEach(this::operate);
      schedule();
    }

    private void makePods(GroupId id) {
      var group = group(id);
      var members = new ArrayList<>(group.members());
      for (var index = 0; index < group.size(); index++) {
        var place = index;
        if (members.stream().noneMatch(member -> member.index() == place)) {
          members.add(pod(id, place, group.begun()));
        }
      }
      groups.put(id, with(group, members));
    }

    private Member pod(GroupId id, int index, long incarnation) {
      return member(id, index, incarnation, "pod-" + pods++, Standing.GATED, Optional.empty());
    }

    private void operate(GroupId id) {
      var group = group(id);
      var turn =
          GroupDecider.asks(group, now)
              ? Optional.of(turns.ask("gpu", id, now, this::members))
              : Optional.<Turn>empty();
      apply(GroupDecider.decide(group, turn, now));
    }

    private void apply(GroupDecision decision) {
      var members = new ArrayList<Member>();
      for (var member : decision.group().members()) {
        var action =
            decision.actions().stream().filter(it -> it.uid().equals(member.uid())).findFirst();
        if (action.isEmpty()) {
          members.add(member);
        } else if (action.get() instanceof PodAction.Admit(var pod, var uid, var admission)) {
          members.add(
              member(
                  member.group(),
                  member.index(),
                  member.incarnation(),
                  uid,
                  Standing.UNPLACED,
                  Optional.of(admission)));
        }
      }
      var id = decision.group().id();
      states.put(id, decision.state());
      groups.put(
          id,
          new Group(
              id, decision.group().size(), decision.incarnation(), decision.restarts(), members));
    }

    private void schedule() {
      var waiting =
          new ArrayList<>(
              members().stream().filter(member -> member.standing() == Standing.UNPLACED).toList());
      Collections.shuffle(waiting, random);
      var free = gpus - taken();
      for (var member : waiting) {
        if (free > 0) {
          free--;
          stand(member, Standing.READY);
        }
      }
    }

    private void stand(Member member, Standing standing) {
      var group = group(member.group());
      var members = new ArrayList<>(group.members());
      members.replaceAll(other ->
          other.uid().equals(member.uid())
              ? member(
                  other.group(),
                  other.index(),
                  other.incarnation(),
                  other.uid(),
                  standing,
                  other.admission())
              : other);
      groups.put(member.group(), with(group, members));
    }

    private Member member(
        GroupId id,
        int index,
        long incarnation,
        String uid,
        Standing standing,
        Optional<Admission> admission) {
      return new Member(
          id,
          incarnation,
          index,
          id.member(index),
          uid,
          "gpu",
          standing,
          admission,
          Optional.empty(),
          Optional.empty(),
          standing == Standing.READY ? Optional.of(now) : Optional.empty());
    }

    private static Group with(Group group, List<Member> members) {
      return new Group(group.id(), group.size(), group.begun(), group.restarts(), members);
    }
  }

  @Test
  void two_groups_that_fit_are_placed_one_after_the_other() {
    var cluster = new Cluster(8, 1);
    var a = cluster.add("a", 4);
    var b = cluster.add("b", 4);
    for (var second = 0; second < 10; second++) {
      cluster.tick();
      assertThat(cluster.half()).isLessThanOrEqualTo(1);
    }
    assertThat(cluster.isWhole(a)).isTrue();
    assertThat(cluster.isWhole(b)).isTrue();
  }

  @Test
  void of_two_that_dont_both_fit_one_runs_and_the_other_holds_nothing_while_it_waits() {
    var cluster = new Cluster(6, 1);
    var a = cluster.add("a", 4);
    var b = cluster.add("b", 4);
    var lost = 0;
    for (var second = 0; second < 200; second++) {
      cluster.tick();
      if (cluster.states.values().stream().anyMatch(GroupState.BackingOff.class::isInstance)) {
        lost++;
        assertThat(cluster.taken()).isEqualTo(4);
      }
    }
    assertThat(List.of(cluster.isWhole(a), cluster.isWhole(b))).containsOnlyOnce(true);
    assertThat(lost).isPositive();
    var waiting = cluster.isWhole(a) ? b : a;
    var runs = cluster.isWhole(a) ? a : b;
    assertThat(cluster.group(waiting).restarts().last().orElseThrow().kind())
        .isEqualTo(Failure.Kind.NotPlaced);
    assertThat(cluster.group(waiting).restarts().exhausted()).isFalse();
    cluster.remove(runs);
    for (var second = 0; second < 400; second++) {
      cluster.tick();
    }
    assertThat(cluster.isWhole(waiting)).isTrue();
  }

  @Test
  void a_group_that_never_fits_holds_nobody_up_for_longer_than_its_turn() {
    var cluster = new Cluster(4, 1);
    var giant = cluster.add("giant", 16);
    cluster.tick();
    cluster.tick();
    var b = cluster.add("b", 4);
    for (var second = 0; second < 75; second++) {
      cluster.tick();
    }
    assertThat(cluster.isWhole(b)).isTrue();
    assertThat(cluster.isWhole(giant)).isFalse();
  }

  /** However the scheduler picks: at most one group is half-placed, and all that fit get there. */
  @Property(tries = 50)
  void whoever_fits_is_placed(@ForAll long seed, @ForAll @IntRange(min = 2, max = 6) int groups) {
    var cluster = new Cluster(2 * groups, seed);
    var ids = new ArrayList<GroupId>();
    for (var number = 0; number < groups; number++) {
      ids.add(cluster.add("g" + number, 2));
    }
    for (var second = 0; second < 8 * groups; second++) {
      cluster.tick();
      assertThat(cluster.half()).isLessThanOrEqualTo(1);
    }
    assertThat(ids).allMatch(cluster::isWhole);
  }
}
