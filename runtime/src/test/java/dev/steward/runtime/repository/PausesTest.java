package dev.steward.runtime.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PausesTest {

  private static final ModelId A = new ModelId("a", 1);
  private static final Refusal WHY = Refusal.of(ErrorCode.MODEL_CORRUPT, "broken");

  private final Pauses pauses = new Pauses();

  @Test
  void pauses_double_up_to_the_longest_and_begin_anew_after_a_success() {
    long now = Long.MAX_VALUE - 5;
    var lengths = new ArrayList<Long>();
    for (int i = 0; i < 9; i++) {
      pauses.failed(A, WHY, now);
      lengths.add(pause(now));
      now += Duration.ofHours(1).toNanos();
    }
    assertThat(lengths).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    pauses.worked(A);
    assertThat(pauses.during(A, now)).isEmpty();
    assertThat(pauses.last(A)).isEmpty();
    pauses.failed(A, WHY, now);
    assertThat(pause(now)).isEqualTo(1);
  }

  /** Seconds of the pause that begins now. */
  private long pause(long now) {
    long seconds = 0;
    while (pauses.during(A, now + Duration.ofSeconds(seconds).toNanos()).isPresent()) {
      seconds++;
    }
    return seconds;
  }

  @Test
  void after_a_pause_it_is_still_known_why() {
    pauses.failed(A, WHY, 0);
    assertThat(pauses.during(A, Duration.ofHours(1).toNanos())).isEmpty();
    assertThat(pauses.last(A)).contains(WHY);
  }

  @Test
  void only_the_last_failures_are_known() {
    for (int i = 0; i <= Pauses.MOST; i++) {
      pauses.failed(new ModelId("m" + i, 1), WHY, 0);
    }
    assertThat(
            List.of(
                pauses.last(new ModelId("m0", 1)).isPresent(),
                pauses.last(new ModelId("m1", 1)).isPresent()))
        .containsExactly(false, true);
  }
}
