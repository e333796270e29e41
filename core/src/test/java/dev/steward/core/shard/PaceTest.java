package dev.steward.core.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void a_pod_that_answered_nothing_has_no_speed() {
    assertThat(Pace.unknown().speed(0)).isEmpty();
    assertThat(Pace.unknown().speed(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void a_long_answer_weighs_more_than_a_short_one() {
    var pace = Pace.unknown().after(10, SECOND, 0).after(40, Duration.ofSeconds(2), 1);
    assertThat(pace.speed(1).orElseThrow()).isCloseTo(48 / 2.8, within(1e-9));
  }

  @Test
  void a_pod_that_becomes_slow_is_soon_known_to_be() {
    var pace = Pace.unknown().after(1000, SECOND, 0);
    for (var answer = 1; answer <= 3; answer++) {
      pace = pace.after(100, SECOND, answer);
    }
    assertThat(pace.speed(3).orElseThrow()).isBetween(100.0, 300.0);
  }

  @Test
  void an_old_measure_is_forgotten() {
    var pace = Pace.unknown().after(10, SECOND, 5);
    assertThat(pace.speed(5 + Pace.WORTH.toNanos())).isPresent();
    assertThat(pace.speed(6 + Pace.WORTH.toNanos())).isEmpty();
    var later = 6 + Pace.WORTH.toNanos();
    assertThat(pace.after(20, SECOND, later).speed(later)).hasValue(20);
  }
}
