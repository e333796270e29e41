package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.reconcile.MarkBudget.Telling;
import dev.steward.operator.reconcile.MarkBudget.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MarkBudgetTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private final MarkBudget budget = new MarkBudget();

  private long granted(Instant now) {
    return IntStream.range(0, 10 * MarkBudget.A_SECOND)
        .takeWhile(_ -> budget.spend(Telling.ANNOTATION, now) == Verdict.GRANTED)
        .count();
  }

  @Test
  void so_many_are_granted_at_once_and_one_with_each_hundredth_of_a_second() {
    assertThat(granted(NOW)).isEqualTo(MarkBudget.A_SECOND);
    assertThat(granted(NOW.plusMillis(10))).isEqualTo(1);
    assertThat(granted(NOW.plusSeconds(60))).isEqualTo(MarkBudget.A_SECOND);
  }

  @Test
  void a_config_that_is_written_takes_the_place_of_ten() {
    budget.configWritten(NOW);
    assertThat(granted(NOW)).isEqualTo(MarkBudget.A_SECOND - MarkBudget.OF_A_CONFIG);
  }

  @Test
  void while_thousands_are_told_none_is_granted_and_each_comes_back_when_they_are() {
    IntStream.range(0, 1000).forEach(_ -> budget.configWritten(NOW));
    assertThat(granted(NOW.plusSeconds(98))).isZero();
    assertThat(budget.pause(NOW, 0)).isEqualTo(Duration.ofSeconds(100));
    assertThat(budget.pause(NOW, 1)).isEqualTo(Duration.ofMinutes(2));
    assertThat(granted(NOW.plusSeconds(100))).isEqualTo(MarkBudget.A_SECOND);
  }

  @Test
  void a_status_goes_before_annotations_that_wait() {
    var _ = granted(NOW);
    assertThat(budget.spend(Telling.STATUS, NOW)).isEqualTo(Verdict.GRANTED);
    IntStream.range(0, 1000).forEach(_ -> budget.configWritten(NOW));
    assertThat(budget.spend(Telling.STATUS, NOW)).isEqualTo(Verdict.EXHAUSTED);
  }

  @Test
  void they_dont_wait_for_ever_behind_others() {
    IntStream.range(0, 100_000).forEach(_ -> budget.configWritten(NOW));
    assertThat(granted(NOW.plus(MarkBudget.LONGEST))).isEqualTo(MarkBudget.A_SECOND);
  }

  @Test
  void one_that_is_refused_for_the_moment_comes_back_soon() {
    var _ = granted(NOW);
    assertThat(budget.pause(NOW, 0)).isEqualTo(Duration.ofSeconds(5));
  }
}
