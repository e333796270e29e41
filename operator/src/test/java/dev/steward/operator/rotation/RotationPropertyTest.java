package dev.steward.operator.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.policy.PolicyInForce;
import dev.steward.operator.rotation.Gateway.Readiness;
import dev.steward.operator.rotation.GovernedService.Bond;
import dev.steward.operator.rotation.Reach.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens, in whatever order. */
class RotationPropertyTest {

  private static final List<String> NAMES = List.of("g0", "g1", "g2");

  /** Something happens, and then time goes by. */
  record Turning(Event event, Duration after) {}

  sealed interface Event {
    record Write(Optional<PolicyInForce> policy) implements Event {}

    record Tell(String gateway, Optional<PolicyInForce> policy) implements Event {}

    record Turn(String gateway, Readiness readiness) implements Event {}

    record Restart() implements Event {}

    record Nothing() implements Event {}
  }

  @Provide
  Arbitrary<List<Turning>> stories() {
    var policies =
        Arbitraries.of(
            Optional.of(RotationWorld.A),
            Optional.of(RotationWorld.B),
            Optional.<PolicyInForce>empty());
    var names = Arbitraries.of(NAMES);
    Arbitrary<Event> events =
        Arbitraries.oneOf(
            policies.map(Event.Write::new),
            Combinators.combine(names, policies).as(Event.Tell::new),
            Combinators.combine(names, policies).as(Event.Tell::new),
            Combinators.combine(names, Arbitraries.of(Readiness.class)).as(Event.Turn::new),
            Arbitraries.just(new Event.Restart()),
            Arbitraries.just(new Event.Nothing()));
    var times = Arbitraries.longs().between(0, 40_000).map(Duration::ofMillis);
    return Combinators.combine(events, times).as(Turning::new).list().ofMaxSize(40);
  }

  /** What a look found, and what was so then. */
  private record Seen(
      RotationWorld world, Reach before, Reach reach, Instant wrote, boolean begun) {

    Set<String> ready() {
      var ready = new HashSet<String>();
      world.gateways.values().stream()
          .filter(gateway -> gateway.readiness() == Readiness.READY)
          .forEach(gateway -> ready.add(gateway.address()));
      return ready;
    }
  }

  private static void play(List<Turning> story, Bond bond, Consumer<Seen> check) {
    var world = new RotationWorld().with(NAMES.toArray(String[]::new));
    world.bond = bond;
    var before = world.look();
    var wrote = world.now;
    for (var step : story) {
      var begun = false;
      switch (step.event()) {
        case Event.Write(var policy) -> {
          wrote = policy.equals(world.written) ? wrote : world.now;
          world.written = policy;
        }
        case Event.Tell(var gateway, var policy) -> world.tell(gateway, policy);
        case Event.Turn(var gateway, var readiness) -> world.turn(gateway, readiness);
        case Event.Restart _ -> {
          world.restart();
          begun = true;
        }
        case Event.Nothing _ -> {}
      }
      var reach = world.look();
      check.accept(new Seen(world, before, reach, wrote, begun));
      before = reach;
      world.pass(step.after());
    }
  }

  private static Map<String, Gateway> gateways(Seen seen) {
    return seen.world().gateways;
  }

  private static boolean runs(Seen seen, Gateway gateway) {
    return gateway
        .told()
        .filter(told -> told.of(RotationWorld.SERVICE).equals(seen.world().written))
        .isPresent();
  }

  @Property
  void one_that_runs_what_is_written_is_never_left_out(
      @ForAll("stories") List<Turning> story, @ForAll Bond bond) {
    play(
        story,
        bond,
        seen ->
            gateways(seen).values().stream()
                .filter(gateway -> runs(seen, gateway))
                .forEach(
                    gateway -> assertThat(seen.reach().out()).doesNotContain(gateway.address())));
  }

  @Property
  void nobody_who_was_in_is_left_out_before_the_time_is_over(
      @ForAll("stories") List<Turning> story, @ForAll Bond bond) {
    play(
        story,
        bond,
        seen -> {
          if (seen.world().now.isBefore(seen.wrote().plus(Rotation.GRACE))
              && seen.world().written.isPresent()
              && bond == Bond.OBLIGED) {
            assertThat(seen.before().out()).containsAll(seen.reach().out());
          }
        });
  }

  @Property
  void where_none_denies_somebody_who_is_ready_is_in(@ForAll("stories") List<Turning> story) {
    play(
        story,
        Bond.FREE,
        seen -> {
          if (!seen.ready().isEmpty()) {
            assertThat(seen.ready()).anyMatch(address -> !seen.reach().out().contains(address));
          }
        });
  }

  @Property
  void silence_alone_empties_nothing(@ForAll("stories") List<Turning> story, @ForAll Bond bond) {
    play(
        story,
        bond,
        seen -> {
          var unheard = seen.reach().unheard();
          if (!unheard.isEmpty()) {
            assertThat(seen.ready()).anyMatch(address -> !seen.reach().out().contains(address));
          }
        });
  }

  @Property
  void one_that_tells_another_when_its_time_is_over_is_out_where_a_policy_denies(
      @ForAll("stories") List<Turning> story) {
    play(
        story,
        Bond.OBLIGED,
        seen ->
            gateways(seen).values().stream()
                .filter(gateway -> !runs(seen, gateway))
                .filter(gateway ->
                    gateway
                        .told()
                        .filter(
                            told -> !told.at().isBefore(seen.reach().since().plus(Rotation.GRACE)))
                        .isPresent())
                .forEach(gateway -> assertThat(seen.reach().out()).contains(gateway.address())));
  }

  @Property
  void an_operator_that_begins_changes_nobody_s_place_where_a_policy_denies(
      @ForAll("stories") List<Turning> story) {
    play(
        story,
        Bond.OBLIGED,
        seen -> {
          if (seen.begun() && seen.world().written.isPresent()) {
            assertThat(seen.reach().out()).isEqualTo(seen.before().barred());
          }
        });
  }

  @Property
  void running_means_that_every_ready_gateway_runs_it(
      @ForAll("stories") List<Turning> story, @ForAll Bond bond) {
    play(
        story,
        bond,
        seen -> {
          if (seen.reach().step() == Step.RUNNING && seen.world().written.isPresent()) {
            assertThat(
                    gateways(seen).values().stream()
                        .filter(gateway -> gateway.readiness() == Readiness.READY))
                .isNotEmpty()
                .allMatch(gateway -> runs(seen, gateway));
            assertThat(seen.reach().behind()).isEmpty();
          }
        });
  }
}
