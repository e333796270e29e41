package dev.steward.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CancellationTest {

  @Test
  void the_engine_s_part_is_from_its_first_step_to_the_end_of_its_last() {
    var cancellation = new Cancellation();
    long begun = System.nanoTime();
    cancellation.during(() -> {});
    cancellation.after();
    cancellation.during(() -> {});
    cancellation.after();
    long ended = System.nanoTime();
    var phases = cancellation.phases(begun, ended).orElseThrow();
    assertThat(phases.input()).isGreaterThanOrEqualTo(Duration.ZERO);
    assertThat(phases.infer()).isPositive();
    assertThat(phases.output()).isGreaterThanOrEqualTo(Duration.ZERO);
    assertThat(phases.input().plus(phases.infer()).plus(phases.output()))
        .isEqualTo(Duration.ofNanos(ended - begun));
  }

  @Test
  void without_a_step_the_engine_has_no_part() {
    assertThat(new Cancellation().phases(10, 25)).isEmpty();
  }
}
