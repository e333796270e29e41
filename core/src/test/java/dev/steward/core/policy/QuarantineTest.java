package dev.steward.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.policy.Quarantine.Action;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuarantineTest {

  private static final Quarantine BOTH =
      Quarantine.of(Action.NO_NEW_REPLICAS, Duration.ofMinutes(1))
          .meet(Quarantine.of(Action.SCALE_TO_ZERO, Duration.ofHours(1)));

  @ParameterizedTest
  @CsvSource({
    "0, WARN, 60",
    "59, WARN, 1",
    "60, NO_NEW_REPLICAS, 3540",
    "3599, NO_NEW_REPLICAS, 1",
    "3600, SCALE_TO_ZERO,",
    "99999, SCALE_TO_ZERO,"
  })
  void what_is_harsher_comes_later(long seconds, Action action, Long next) {
    var breach = Duration.ofSeconds(seconds);
    assertThat(BOTH.after(breach)).isEqualTo(action);
    assertThat(BOTH.next(breach)).isEqualTo(Optional.ofNullable(next).map(Duration::ofSeconds));
  }

  @Test
  void the_owner_is_told_and_nothing_else_where_no_policy_says_more() {
    assertThat(Quarantine.NONE.after(Duration.ofDays(900))).isEqualTo(Action.WARN);
    assertThat(Quarantine.NONE.next(Duration.ZERO)).isEmpty();
    assertThat(Quarantine.of(Action.WARN, Duration.ZERO)).isEqualTo(Quarantine.NONE);
  }

  @Test
  void an_end_of_growth_that_isnt_before_the_stop_says_nothing() {
    var stopped = Quarantine.of(Action.SCALE_TO_ZERO, Duration.ofMinutes(1));

    assertThat(stopped.meet(Quarantine.of(Action.NO_NEW_REPLICAS, Duration.ofMinutes(1))))
        .isEqualTo(stopped);
    assertThat(stopped.meet(Quarantine.of(Action.NO_NEW_REPLICAS, Duration.ofSeconds(59))))
        .isNotEqualTo(stopped);
  }

  @Test
  void it_doesnt_come_before_the_breach() {
    assertThatThrownBy(() -> Quarantine.of(Action.SCALE_TO_ZERO, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
