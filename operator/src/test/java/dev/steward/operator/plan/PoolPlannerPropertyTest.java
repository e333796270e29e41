package dev.steward.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A service's pods in a small cluster, step by step: what was decided happens, or doesn't. */
class PoolPlannerPropertyTest {

  private static final List<Tier> TIERS = List.of(Tier.EDGE, Tier.CLOUD);
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  @Property
  void the_pods_that_answer_become_as_many_as_wanted_and_as_many_near_as_have_a_place(
      @ForAll @IntRange(max = 6) int wanted,
      @ForAll @IntRange(max = 6) int room,
      @ForAll @IntRange(max = 6) int roomBefore) {
    var world = new World();
    world.room = roomBefore;
    world.settle(wanted);
    assertThat(world.edge).isEqualTo(Math.min(wanted, roomBefore));
    assertThat(world.edge + world.cloud).isEqualTo(wanted);
    world.room = Math.max(room, world.edge);
    world.now = world.now.plus(PoolPlanner.TRIED_AGAIN);
    world.settle(wanted);
    assertThat(world.edge).isEqualTo(Math.min(wanted, world.room));
    assertThat(world.edge + world.cloud).isEqualTo(wanted);
  }

  @Property
  void while_as_many_are_wanted_none_stops_answering_before_another_one_does(
      @ForAll @IntRange(min = 1, max = 6) int wanted, @ForAll @IntRange(max = 6) int room) {
    var world = new World();
    world.settle(wanted);
    world.room = room;
    world.now = world.now.plus(PoolPlanner.TRIED_AGAIN);
    for (int step = 0; step < 10; step++) {
      world.step(wanted);
      assertThat(world.edge + world.cloud).isGreaterThanOrEqualTo(wanted);
    }
  }

  /** Where pods are ready a step after they were asked for, if there is room. */
  private static final class World {
    private Instant now = START;
    private int room;
    private int askedEdge;
    private int edge;
    private int cloud;
    private Optional<FullTier> full = Optional.empty();

    void settle(int wanted) {
      for (int step = 0; step < 8; step++) {
        step(wanted);
      }
    }

    void step(int wanted) {
      now = now.plus(Duration.ofSeconds(1));
      var states = new ArrayList<PoolState>();
      states.add(new PoolState("r", Tier.EDGE, askedEdge, edge, edge, askedEdge - edge, full));
      states.add(new PoolState("r", Tier.CLOUD, cloud, cloud, cloud, 0, Optional.empty()));
      var plan = new PoolPlanner(states, now).plan(TIERS, wanted);
      askedEdge = plan.getFirst().replicas();
      full = plan.getFirst().full();
      edge = Math.min(askedEdge, room);
      cloud = plan.getLast().replicas();
    }
  }
}
