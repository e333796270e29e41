package dev.steward.core.autoscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutoscaleSettingsTest {

  private static final AutoscaleSettings GOOD = AutoscaleSettings.DEFAULT;

  private static String refusal(int min, int max, double target, int stable, int panic, int quiet) {
    return refusal(min, max, target, stable, panic, quiet, List.of());
  }

  private static String refusal(
      int min,
      int max,
      double target,
      int stable,
      int panic,
      int quiet,
      List<ScheduledMinimum> schedule) {
    return AutoscaleSettings.check(
                min,
                max,
                GOOD.metric(),
                target,
                Duration.ofSeconds(stable),
                Duration.ofSeconds(panic),
                Duration.ofSeconds(quiet),
                schedule)
            instanceof Checked.Invalid<AutoscaleSettings>(Violation violation)
        ? violation.message()
        : "taken";
  }

  private static ScheduledMinimum entry(String cron, int min) {
    return ScheduledMinimum.parse("schedule[0]", cron, "Europe/Berlin", min)
        .orThrow(violation -> new IllegalArgumentException(violation.message()));
  }

  @Test
  void a_minimum_above_the_maximum_is_refused_with_both() {
    assertThat(refusal(5, 3, 8, 60, 6, 300))
        .isEqualTo("spec.scaling.min: 5 is above spec.scaling.max 3; lower min or raise max");
  }

  @Test
  void each_field_has_its_bounds() {
    assertThat(refusal(-1, 3, 8, 60, 6, 300)).startsWith("spec.scaling.min: -1");
    assertThat(refusal(0, 0, 8, 60, 6, 300)).startsWith("spec.scaling.max: 0");
    assertThat(refusal(0, 1001, 8, 60, 6, 300)).startsWith("spec.scaling.max: 1001");
    assertThat(refusal(0, 3, 0, 60, 6, 300)).startsWith("spec.scaling.target: 0.0");
    assertThat(refusal(0, 3, Double.NaN, 60, 6, 300)).startsWith("spec.scaling.target: NaN");
    assertThat(refusal(0, 3, 8, 5, 1, 300)).startsWith("spec.scaling.stableWindow: 5s");
    assertThat(refusal(0, 3, 8, 60, 31, 300))
        .isEqualTo(
            "spec.scaling.panicWindow: 31s isn't from 1s to 30s; use at most half of stableWindow");
    assertThat(refusal(0, 3, 8, 60, 6, 1)).startsWith("spec.scaling.scaleToZeroAfter: 1s");
  }

  @Test
  void a_schedule_that_never_ends_is_refused() {
    assertThat(refusal(0, 3, 8, 60, 6, 300, List.of(entry("0 8 * * MON-FRI", 2))))
        .startsWith("spec.scaling.schedule: a single entry holds for ever");
  }

  @Test
  void a_scheduled_minimum_above_the_maximum_is_refused() {
    assertThat(
            refusal(
                0,
                3,
                8,
                60,
                6,
                300,
                List.of(entry("0 8 * * MON-FRI", 2), entry("0 18 * * MON-FRI", 4))))
        .startsWith("spec.scaling.schedule[1].min: 4 is above spec.scaling.max 3");
  }

  @Test
  void an_unknown_time_zone_is_refused() {
    assertThat(ScheduledMinimum.parse("spec.scaling.schedule[0]", "0 8 * * *", "Europe/Berln", 1))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            wrong ->
                assertThat(wrong.violation().message())
                    .isEqualTo(
                        "spec.scaling.schedule[0].timeZone: \"Europe/Berln\" is no time zone; use"
                            + " a name like Europe/Berlin or UTC"));
  }

  @Test
  void wrong_settings_can_not_be_made() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new AutoscaleSettings(
                5,
                3,
                GOOD.metric(),
                8,
                GOOD.stableWindow(),
                GOOD.panicWindow(),
                GOOD.scaleToZeroAfter(),
                List.of()))
        .withMessageContaining("lower min or raise max");
  }
}
