package dev.steward.core.cron;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CronTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static Cron cron(String text) {
    return Cron.parse("cron", text)
        .orThrow(violation -> new IllegalArgumentException(violation.message()));
  }

  private static String refusal(String text) {
    return Cron.parse("spec.scaling.schedule[0].cron", text)
            instanceof Checked.Invalid<Cron>(Violation violation)
        ? violation.message()
        : "taken";
  }

  private static void lastFired(String expression, String at, String firing) {
    assertThat(cron(expression).lastFiring(Instant.parse(at), BERLIN))
        .describedAs("%s at %s", expression, at)
        .isEqualTo(Instant.parse(firing));
  }

  @Test
  void working_days_begin_at_eight_in_berlin() {
    lastFired("0 8 * * MON-FRI", "2026-07-06T06:00:00Z", "2026-07-06T06:00:00Z");
    lastFired("0 8 * * MON-FRI", "2026-07-06T05:59:59Z", "2026-07-03T06:00:00Z");
    lastFired("0 8 * * mon-fri", "2026-01-11T12:00:00Z", "2026-01-09T07:00:00Z");
  }

  @Test
  void sunday_is_0_and_7() {
    assertThat(cron("0 0 * * 0")).isEqualTo(cron("0 0 * * 7")).isEqualTo(cron("0 0 * * SUN"));
    assertThat(cron("0 0 * * 5-7")).isEqualTo(cron("0 0 * * FRI,SAT,SUN"));
  }

  @Test
  void lists_ranges_and_steps_may_be_mixed() {
    lastFired("*/20,5 9-17/4 * * *", "2026-07-06T11:30:00Z", "2026-07-06T11:20:00Z");
    lastFired("50/3 * * * *", "2026-07-06T11:58:00Z", "2026-07-06T11:56:00Z");
  }

  @Test
  void where_both_day_fields_are_restricted_either_matches() {
    lastFired("0 0 13 * FRI", "2026-07-14T00:00:00Z", "2026-07-12T22:00:00Z");
    lastFired("0 0 13 * FRI", "2026-07-11T00:00:00Z", "2026-07-09T22:00:00Z");
  }

  @Test
  void the_hour_that_is_skipped_in_spring_fires_at_the_change() {
    lastFired("30 2 * * *", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z");
    lastFired("30 2 * * *", "2026-03-29T00:59:59Z", "2026-03-28T01:30:00Z");
  }

  @Test
  void the_hour_that_comes_twice_in_autumn_fires_once() {
    lastFired("30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-25T00:30:00Z");
    lastFired("30 2 * * *", "2026-10-25T01:45:00Z", "2026-10-25T00:30:00Z");
    lastFired("30 2 * * *", "2026-10-26T01:30:00Z", "2026-10-26T01:30:00Z");
  }

  @Test
  void the_29th_of_february_is_found_over_a_century_without_one() {
    assertThat(cron("0 0 29 2 *").lastFiring(Instant.parse("2104-02-28T23:59:00Z"), ZoneOffset.UTC))
        .isEqualTo("2096-02-29T00:00:00Z");
  }

  @Test
  void an_expression_that_never_fires_is_refused_with_the_field() {
    assertThat(refusal("0 0 30 2 *"))
        .isEqualTo(
            "spec.scaling.schedule[0].cron: \"0 0 30 2 *\" never fires: day of month \"30\" never"
                + " comes in month \"2\"; choose a day that the month has");
    assertThat(refusal("0 0 31 4,6,9,11 *")).contains("never fires");
    assertThat(refusal("0 0 31 2 MON")).isEqualTo("taken");
    assertThat(refusal("0 0 29 FEB *")).isEqualTo("taken");
  }

  @Test
  void the_wrong_field_is_named() {
    assertThat(refusal("60 * * * *")).contains("minute of \"60 * * * *\": \"60\" isn't in it");
    assertThat(refusal("* 24 * * *")).contains("hour of");
    assertThat(refusal("* * 0 * *")).contains("day of month of");
    assertThat(refusal("* * * 13 *")).contains("month of").contains("1 to 12 or JAN to DEC");
    assertThat(refusal("* * * * FUN")).contains("day of week of").contains("\"FUN\"");
    assertThat(refusal("*/0 * * * *")).contains("no step of 1 or more");
    assertThat(refusal("9-5 * * * *")).contains("runs backwards");
    assertThat(refusal("1/2/3 * * * *")).contains("two steps");
    assertThat(refusal("1,,2 * * * *")).contains("\"\" isn't in it");
    assertThat(refusal("-1 * * * *")).contains("minute");
  }

  @Test
  void five_fields_are_asked_for() {
    assertThat(refusal("0 8 * *")).contains("has 4 fields, not 5");
    assertThat(refusal("0 0 8 * * *")).contains("has 6 fields, not 5");
    assertThat(refusal("@daily")).contains("has 1 field, not 5");
    assertThat(refusal("")).contains("not 5");
    assertThat(refusal("1".repeat(500))).contains("has 500 characters");
  }
}
