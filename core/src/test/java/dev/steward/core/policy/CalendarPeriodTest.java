package dev.steward.core.policy;

import static dev.steward.core.policy.Policies.parsed;
import static dev.steward.core.policy.Policies.period;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.check.Checked;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarPeriodTest {

  @ParameterizedTest
  @CsvSource({
    "P30D,0,30",
    "P6M,6,0",
    "P1Y,12,0",
    "P1Y6M,18,0",
    "P2W,0,14",
    "P1Y2M3W4D,14,25",
    "P0D,0,0",
    "P100Y,1200,0",
    "P1200M,1200,0",
    "P36525D,0,36525"
  })
  void years_are_months_and_weeks_are_days(String text, int months, int days) {
    assertThat(period(text)).isEqualTo(new CalendarPeriod(months, days));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "6M", "P6", "PT6H", "P6MT1H", "p6m", "P-6M", "P6M ", "P1.5M"})
  void what_is_no_calendar_period_is_refused(String text) {
    assertThat(parsed(text))
        .isEqualTo(
            Checked.invalid(
                "spec.retention.content.max",
                "\"%s\" is no calendar period".formatted(text),
                "write it like P30D, P6M or P1Y6M, with at most 100 years"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"P1D1M", "P1M1Y"})
  void units_stand_in_their_order(String text) {
    assertThat(parsed(text)).isInstanceOf(Checked.Invalid.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"P101Y", "P1201M", "P36526D", "P100Y1M", "P5218W"})
  void more_than_100_years_is_refused(String text) {
    assertThat(parsed(text))
        .isEqualTo(
            Checked.invalid(
                "spec.retention.content.max",
                "\"%s\" is longer than 100 years".formatted(text),
                "write it like P30D, P6M or P1Y6M, with at most 100 years"));
  }

  @Test
  void a_long_text_is_refused_without_being_read() {
    var longest = "P" + "0".repeat(22) + "D";
    assertThat(parsed(longest))
        .isEqualTo(
            Checked.invalid(
                "spec.retention.content.max",
                "\"%s\" is no calendar period".formatted(longest),
                "write it like P30D, P6M or P1Y6M, with at most 100 years"));
    assertThat(parsed(longest + "D"))
        .isEqualTo(
            Checked.invalid(
                "spec.retention.content.max",
                "it has 25 characters",
                "write it like P30D, P6M or P1Y6M, with at most 100 years"));
  }

  @ParameterizedTest
  @CsvSource({"-1,0", "0,-1", "1201,0", "0,36526"})
  void a_period_beyond_its_bounds_cant_be_made(int months, int days) {
    assertThatThrownBy(() -> new CalendarPeriod(months, days))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("%d months and %d days".formatted(months, days));
  }

  @ParameterizedTest
  @CsvSource({"P18M,P1Y6M", "P2W,P14D", "P0Y0M0D,P0D", "P12M,P1Y", "P1M1D,P1M1D"})
  void the_shortest_spelling_is_the_text(String text, String shortest) {
    assertThat(period(text)).hasToString(shortest);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31,P1M,2026-02-28",
    "2028-01-31,P1M,2028-02-29",
    "2028-02-29,P1Y,2029-02-28",
    "2026-08-31,P6M,2027-02-28",
    "2026-01-31,P1M1D,2026-03-01",
    "2026-03-01,P30D,2026-03-31",
    "2026-03-01,P0D,2026-03-01"
  })
  void a_month_without_that_day_ends_it(LocalDate start, String period, LocalDate end) {
    assertThat(period(period).endFrom(start)).isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource({
    "P30D,P1M,false", "P1M,P30D,false", "P28D,P1M,true", "P1M,P28D,false", "P1M,P31D,true",
    "P31D,P1M,false", "P6M,P184D,true", "P6M,P183D,false", "P181D,P6M,true", "P182D,P6M,false",
    "P1Y,P12M,true", "P12M,P1Y,true", "P365D,P1Y,true", "P366D,P1Y,false", "P1Y,P366D,true",
    "P4Y,P1461D,true", "P1461D,P4Y,false", "P1460D,P4Y,true", "P0D,P1M,true", "P1M,P0D,false"
  })
  void the_order_is_partial(String one, String other, boolean within) {
    assertThat(period(one).isWithin(period(other))).isEqualTo(within);
  }

  @Test
  void how_far_one_ends_beyond_another_is_that_of_the_worst_day() {
    assertThat(period("P1M").mostDaysBeyond(period("P30D"))).isEqualTo(1);
    assertThat(period("P30D").mostDaysBeyond(period("P1M"))).isEqualTo(2);
    assertThat(period("P6M").mostDaysBeyond(period("P30D"))).isEqualTo(154);
    assertThat(period("P30D").mostDaysBeyond(period("P6M"))).isEqualTo(-151);
    assertThat(period("P100Y").mostDaysBeyond(period("P0D"))).isEqualTo(36525);
  }
}
