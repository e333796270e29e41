package dev.steward.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MonthSpanTest {

  /** After 400 years the calendar repeats, so these are all the months there are to begin in. */
  private static final int CYCLE = 4_800;

  private static final int[] FIRST_DAYS =
      IntStream.range(0, CYCLE + CalendarPeriod.MAX_MONTHS)
          .map(month -> Math.toIntExact(LocalDate.of(2000, 1, 1).plusMonths(month).toEpochDay()))
          .toArray();

  @Test
  void the_formula_is_that_of_the_calendar_up_to_100_years() {
    for (var months = 0; months <= CalendarPeriod.MAX_MONTHS; months++) {
      assertThat(MonthSpan.mostDays(months)).as("%d", months).isEqualTo(most(months));
      assertThat(MonthSpan.mostDays(-months)).as("-%d", months).isEqualTo(-fewest(months));
    }
  }

  private static int most(int months) {
    return IntStream.range(0, CYCLE)
        .map(start -> FIRST_DAYS[start + months] - FIRST_DAYS[start])
        .max()
        .orElseThrow();
  }

  private static int fewest(int months) {
    return IntStream.range(0, CYCLE)
        .map(start -> FIRST_DAYS[start + months] - FIRST_DAYS[start])
        .min()
        .orElseThrow();
  }
}
