package dev.steward.ledger.retain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.check.Checked;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {

  private static LocalDate day(String text) {
    return LocalDate.parse(text);
  }

  @Test
  void six_months_are_calendar_months_and_not_180_days() {
    var retention = Retention.between(Period.ofMonths(6), Period.ofMonths(24));
    assertThat(retention.keptUntil(day("2026-11-25"))).isEqualTo(day("2027-05-26"));
    assertThat(retention.dueOn(day("2026-11-25"))).hasValue(day("2028-11-25"));
    assertThat(retention.keptUntil(day("2026-08-31"))).isEqualTo(day("2027-03-01"));
  }

  @Test
  void a_leap_years_february_has_29_days() {
    var retention = Retention.between(Period.ofMonths(1), Period.ofMonths(1));
    assertThat(retention.dueOn(day("2028-01-31"))).hasValue(day("2028-02-29"));
    assertThat(retention.dueOn(day("2027-01-31"))).hasValue(day("2027-02-28"));
    assertThat(Retention.between(Period.ZERO, Period.ofYears(1)).dueOn(day("2028-02-29")))
        .hasValue(day("2029-02-28"));
  }

  @Test
  void of_periods_that_cant_be_compared_the_longer_floor_and_the_shorter_ceiling_count() {
    var both = List.of(Period.ofMonths(1), Period.ofDays(30));
    var retention = new Retention(both, both);
    assertThat(retention.keptUntil(day("2026-07-01"))).isEqualTo(day("2026-08-02"));
    assertThat(retention.dueOn(day("2026-07-01"))).hasValue(day("2026-07-31"));
    assertThat(retention.keptUntil(day("2027-02-01"))).isEqualTo(day("2027-03-04"));
    assertThat(retention.dueOn(day("2027-02-01"))).hasValue(day("2027-03-01"));
  }

  @Test
  void a_floor_goes_before_a_ceiling() {
    var bucket =
        new Bucket(Retention.between(Period.ofDays(10), Period.ofDays(5)), day("2026-01-01"));
    assertThat(bucket.mayGo(day("2026-01-11"))).isFalse();
    assertThat(bucket.mayGo(day("2026-01-12"))).isTrue();
  }

  @Test
  void without_a_ceiling_nothing_is_ever_due() {
    var retention = new Retention(List.of(Period.ofMonths(6)), List.of());
    assertThat(new Bucket(retention, day("2026-01-01")).mayGo(day("2999-01-01"))).isFalse();
  }

  @Test
  void a_text_is_read_back_and_has_one_form() {
    for (var retention :
        List.of(
            Retention.between(Period.ofMonths(6), Period.ofYears(2)),
            new Retention(List.of(Period.ofDays(30), Period.ofMonths(1)), List.of()),
            new Retention(List.of(), List.of(Period.of(1, 2, 3))))) {
      assertThat(Retention.parse("x", retention.text())).isEqualTo(Checked.valid(retention));
    }
    assertThat(Retention.between(Period.ofYears(1), Period.ofYears(2)))
        .isEqualTo(Retention.between(Period.ofMonths(12), Period.ofMonths(24)));
    for (var wrong :
        List.of("", "min-.max", "min-P1Y.max-P2Y", "min-P6M.max-P24M.", "min-X.max-", "../..")) {
      assertThat(Retention.parse("x", wrong)).isInstanceOf(Checked.Invalid.class);
    }
  }

  @Test
  void a_hundred_years_are_the_most() {
    assertThatThrownBy(() -> Retention.between(Period.ofYears(101), Period.ofYears(102)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Retention.between(Period.ofDays(-1), Period.ofDays(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothing_is_destroyed_by_one_clocks_word() {
    var now = Instant.parse("2026-11-25T23:58:00Z");
    assertThat(new Clocks(now, now.plusSeconds(240)).today())
        .isEqualTo(Checked.valid(day("2026-11-25")));
    assertThat(new Clocks(now.plusSeconds(240), now).today())
        .isEqualTo(Checked.valid(day("2026-11-25")));
    for (var other : List.of("2036-11-25T23:58:00Z", "2026-11-24T23:58:00Z")) {
      assertThat(new Clocks(Instant.parse(other), now).today()).isInstanceOf(Checked.Invalid.class);
      assertThat(new Clocks(now, Instant.parse(other)).today()).isInstanceOf(Checked.Invalid.class);
    }
  }

  @Test
  void a_bucket_is_known_by_the_names_of_its_class_and_day() {
    var retention = Retention.between(Period.ZERO, Period.ofDays(30));
    for (var holds : Holds.values()) {
      var bucket = new Bucket(holds, retention, day("2026-01-01"));
      assertThat(Bucket.of(bucket.className(), "2026-01-01")).contains(bucket);
    }
    assertThat(new Bucket(Holds.CONTENT, retention, day("2026-01-01")).path())
        .isEqualTo("content-min-P0D.max-P30D/2026-01-01");
    assertThat(new Bucket(Holds.CONTENT, retention, day("2026-01-01")).classId())
        .isNotEqualTo(new Bucket(retention, day("2026-01-01")).classId());
    assertThat(Bucket.of("content-content-min-P0D.max-P30D", "2026-01-01")).isEmpty();
  }
}
