package dev.steward.core.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link Story} begins on a Monday at 02:00 in Berlin. */
class ScheduleTest {

  private static final AutoscaleSettings OFFICE_HOURS =
      new AutoscaleSettings(
          0,
          10,
          ScalingMetric.CONCURRENCY,
          8,
          Duration.ofSeconds(60),
          Duration.ofSeconds(6),
          Duration.ofMinutes(5),
          List.of(entry("5 2 * * MON-FRI", 4), entry("15 2 * * MON-FRI", 0)));

  private static ScheduledMinimum entry(String cron, int min) {
    return ScheduledMinimum.parse("schedule", cron, "Europe/Berlin", min)
        .orThrow(violation -> new IllegalArgumentException(violation.message()));
  }

  @Test
  void replicas_are_ready_when_the_schedule_says_and_go_when_it_ends() {
    var story = new Story(OFFICE_HOURS, 0, Duration.ofSeconds(10)).load(289, 0);
    assertThat(story.replicas()).isZero();
    story.load(1, 0);
    assertThat(story.replicas()).isEqualTo(4);
    assertThat(story.last().sentence()).startsWith("0 → 4: scheduled minimum 4");
    story.load(609, 0);
    assertThat(story.replicas()).isEqualTo(4);
    story.load(30, 0);
    assertThat(story.replicas()).isZero();
  }

  @Test
  void the_schedule_holds_while_nothing_is_reported() {
    var story = new Story(OFFICE_HOURS, 0, Duration.ofSeconds(10)).load(10, 0);
    assertThat(story.silence(400).desired()).isEqualTo(4);
  }
}
