package dev.steward.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class HedgingTest {

  private static final Hedging TWICE = new Hedging(2, Duration.ofMillis(25));
  private static final OptionalDouble UNKNOWN = OptionalDouble.empty();

  @Test
  void a_part_is_late_after_twice_the_time_its_pod_should_take() {
    assertThat(TWICE.patience(12, OptionalDouble.of(40), OptionalDouble.of(1000)))
        .contains(Duration.ofMillis(600));
  }

  @Test
  void rows_that_are_hard_for_all_make_nobody_late() {
    assertThat(TWICE.patience(12, OptionalDouble.of(40), OptionalDouble.of(20)))
        .contains(Duration.ofMillis(1200));
  }

  @Test
  void a_pod_that_nobody_measured_is_held_to_the_slowest_that_answered() {
    assertThat(TWICE.patience(10, UNKNOWN, OptionalDouble.of(10))).contains(Duration.ofSeconds(2));
  }

  @Test
  void nobody_lags_behind_while_nobody_has_answered() {
    assertThat(TWICE.patience(10, OptionalDouble.of(40), UNKNOWN)).isEmpty();
  }

  @Test
  void noise_is_no_lateness() {
    assertThat(TWICE.patience(1, OptionalDouble.of(10_000), OptionalDouble.of(10_000)))
        .contains(Duration.ofMillis(25));
  }

  @Test
  void second_tries_are_a_tenth_of_the_work_in_the_long_run() {
    var budget = HedgeBudget.fresh();
    var hedged = 0;
    for (var request = 0; request < 100; request++) {
      budget = budget.earned(4);
      var spent = budget.spent();
      hedged += spent.isPresent() ? 1 : 0;
      budget = spent.orElse(budget);
    }
    assertThat(hedged).isEqualTo(42);
  }

  @Test
  void a_quiet_time_saves_up_no_more_than_ten() {
    assertThat(HedgeBudget.fresh().earned(1000)).isEqualTo(new HedgeBudget(100));
  }
}
