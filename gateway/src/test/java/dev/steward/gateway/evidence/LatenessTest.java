package dev.steward.gateway.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LatenessTest {
  private final Lateness lateness = new Lateness();
  private Instant now = Instant.parse("2026-11-26T12:00:00Z");

  private boolean after(Duration time, long size, long reached) {
    now = now.plus(time);
    return lateness.at(now, size, reached);
  }

  @Test
  void who_is_a_little_behind_all_the_time_is_not_late() {
    for (var minute = 0; minute < 300; minute++) {
      assertThat(after(Duration.ofMinutes(1), 1000L * minute, 1000L * minute - 900)).isFalse();
    }
  }

  @Test
  void who_stands_still_is_late_after_an_hour() {
    assertThat(after(Duration.ZERO, 1000, 999)).isFalse();
    assertThat(after(Duration.ofMinutes(60), 1000, 999)).isFalse();
    assertThat(after(Duration.ofSeconds(1), 1000, 999)).isTrue();
    assertThat(after(Duration.ofSeconds(1), 1000, 1000)).isFalse();
  }

  @Test
  void nobody_is_late_where_nothing_happens() {
    assertThat(after(Duration.ZERO, 1000, 1000)).isFalse();
    assertThat(after(Duration.ofDays(30), 1000, 1000)).isFalse();
    assertThat(after(Duration.ZERO, 1001, 1000)).isFalse();
  }

  @Test
  void who_is_slower_than_the_log_is_late_until_it_is_near_again() {
    var late = false;
    for (var minute = 0; minute < 3000; minute++) {
      late = after(Duration.ofMinutes(1), 1000L * minute, 500L * minute);
    }
    assertThat(late).isTrue();
    assertThat(after(Duration.ofMinutes(1), 3_000_000, 2_999_999)).isFalse();
  }
}
