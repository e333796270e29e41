package dev.steward.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CalendarPeriodPropertyTest {

  @Property
  void whatever_is_written_is_taken_or_refused(@ForAll String text) {
    assertThat(CalendarPeriod.parse("period", text)).isInstanceOf(Checked.class);
  }

  @Property
  void reading_its_text_gives_the_period(@ForAll("long periods") CalendarPeriod period) {
    assertThat(CalendarPeriod.parse("period", period.text())).isEqualTo(Checked.valid(period));
  }

  /** From 2023 to 2030: every month end, and the leap day of 2024 and of 2028. */
  @Property(tries = 200)
  void on_no_day_of_eight_years_it_ends_later_than_said(
      @ForAll("periods") CalendarPeriod one, @ForAll("near periods") CalendarPeriod other) {
    assertThat(mostDaysBeyond(one, other, LocalDate.of(2023, 1, 1), LocalDate.of(2031, 1, 1)))
        .isLessThanOrEqualTo(one.mostDaysBeyond(other));
  }

  /** And from 2000 to 2399 is all there is: the calendar repeats. */
  @Property(tries = 12)
  void what_is_said_is_reached_on_some_day_of_400_years(
      @ForAll("periods") CalendarPeriod one, @ForAll("near periods") CalendarPeriod other) {
    assertThat(mostDaysBeyond(one, other, LocalDate.of(2000, 1, 1), LocalDate.of(2400, 1, 1)))
        .isEqualTo(one.mostDaysBeyond(other));
  }

  @Property(tries = 200)
  void being_within_is_a_partial_order(
      @ForAll("periods") CalendarPeriod one,
      @ForAll("near periods") CalendarPeriod two,
      @ForAll("near periods") CalendarPeriod three) {
    assertThat(one.isWithin(one)).isTrue();
    if (one.isWithin(two) && two.isWithin(three)) {
      assertThat(one.isWithin(three)).isTrue();
    }
    if (one.isWithin(two) && two.isWithin(one)) {
      assertThat(one).isEqualTo(two);
    }
  }

  private static long mostDaysBeyond(
      CalendarPeriod one, CalendarPeriod other, LocalDate from, LocalDate until) {
    return from.datesUntil(until)
        .mapToLong(day -> ChronoUnit.DAYS.between(other.endFrom(day), one.endFrom(day)))
        .max()
        .orElseThrow();
  }

  @Provide
  Arbitrary<CalendarPeriod> periods() {
    return periods(30, 120);
  }

  /** Of about the same length, so that many are incomparable. */
  @Provide("near periods")
  Arbitrary<CalendarPeriod> nearPeriods() {
    return Arbitraries.oneOf(
        periods(30, 120),
        Arbitraries.integers()
            .between(0, 30)
            .flatMap(months ->
                Arbitraries.integers()
                    .between(28 * months, 31 * months)
                    .map(days -> new CalendarPeriod(0, days))));
  }

  @Provide("long periods")
  Arbitrary<CalendarPeriod> longPeriods() {
    return periods(CalendarPeriod.MAX_MONTHS, CalendarPeriod.MAX_DAYS);
  }

  private static Arbitrary<CalendarPeriod> periods(int months, int days) {
    return Combinators.combine(
            Arbitraries.integers().between(0, months), Arbitraries.integers().between(0, days))
        .as(CalendarPeriod::new);
  }
}
