package dev.steward.core.autoscale.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.autoscale.AutoscaleSettings;
import dev.steward.core.autoscale.Scaling;
import dev.steward.core.autoscale.ScalingMetric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SimulationTest {

  private static final ClusterModel CLUSTER =
      new ClusterModel(Duration.ofSeconds(10), 8, Duration.ofMillis(500), Duration.ofSeconds(1));

  private static final AutoscaleSettings SETTINGS =
      new AutoscaleSettings(
          0,
          100,
          ScalingMetric.CONCURRENCY,
          8,
          Duration.ofSeconds(60),
          Duration.ofSeconds(6),
          Duration.ofSeconds(90),
          List.of());

  private static ScalingPolicy always(int replicas) {
    return (sample, capacity, now) -> replicas;
  }

  private static Trace flat(int seconds, double rate) {
    return new Trace("flat", Collections.nCopies(seconds, rate));
  }

  @Test
  void every_request_is_answered_and_counted() {
    var outcome = Simulation.run(flat(600, 20), CLUSTER, always(4), 1, 4);
    assertThat(outcome.requests()).isBetween(11_000L, 13_000L);
    assertThat(outcome.seconds().stream().mapToDouble(Outcome.Row::arrived).sum())
        .isEqualTo((double) outcome.requests());
    assertThat(outcome.missed()).isZero();
    assertThat(outcome.replicaSeconds())
        .isCloseTo(4.0 * outcome.seconds().size(), Offset.offset(0.001));
  }

  @Test
  void in_flight_is_arrivals_times_work_as_little_says() {
    var inFlight = new ArrayList<Double>();
    Simulation.run(
        flat(2000, 20),
        CLUSTER,
        (sample, capacity, now) -> {
          inFlight.add(sample.inFlight());
          return 8;
        },
        3,
        8);
    assertThat(inFlight.stream().mapToDouble(Double::doubleValue).average().orElse(0))
        .isCloseTo(10, Offset.offset(0.5));
  }

  @Test
  void too_few_replicas_let_requests_miss() {
    var outcome = Simulation.run(flat(120, 40), CLUSTER, always(1), 1, 1);
    assertThat(outcome.missed()).isGreaterThan(outcome.requests() / 2);
  }

  @Test
  void a_replica_answers_after_its_start_and_costs_from_its_begin() {
    var outcome = Simulation.run(flat(30, 1), CLUSTER, always(1), 1, 0);
    assertThat(outcome.seconds().get(3).ready()).isZero();
    assertThat(outcome.seconds().get(3).existing()).isEqualTo(1);
    assertThat(outcome.seconds().get(29).ready()).isEqualTo(1);
  }

  @Test
  void the_same_seed_gives_the_same_run_and_another_one_another() {
    var first = Simulation.run(Traces.spike(), CLUSTER, always(9), 5, 9);
    assertThat(Simulation.run(Traces.spike(), CLUSTER, always(9), 5, 9)).isEqualTo(first);
    assertThat(Simulation.run(Traces.spike(), CLUSTER, always(9), 6, 9)).isNotEqualTo(first);
  }

  @Test
  void every_policy_gets_the_same_requests() {
    var few = Simulation.run(Traces.spike(), CLUSTER, always(3), 5, 3);
    var many = Simulation.run(Traces.spike(), CLUSTER, always(30), 5, 30);
    assertThat(few.requests()).isEqualTo(many.requests());
  }

  @Test
  void the_autoscaler_goes_to_zero_and_back_between_herds() {
    var decisions = new ArrayList<Scaling>();
    var outcome =
        Simulation.run(Traces.herd(), CLUSTER, new StewardPolicy(SETTINGS, decisions::add), 1, 1);
    assertThat(outcome.seconds().stream().filter(row -> row.existing() == 0).count())
        .isGreaterThan(100);
    assertThat(decisions.getLast().desired()).isLessThanOrEqualTo(SETTINGS.max());
    assertThat(outcome.missed()).isLessThan(outcome.requests() / 4);
  }

  @Test
  void a_steady_load_is_served_with_few_changes() {
    var outcome =
        Simulation.run(Traces.steady(), CLUSTER, new StewardPolicy(SETTINGS, d -> {}), 1, 1);
    assertThat(outcome.changes()).isLessThan(20);
    assertThat(outcome.missed()).isLessThan(outcome.requests() / 100);
  }
}
