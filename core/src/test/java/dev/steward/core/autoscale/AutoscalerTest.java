package dev.steward.core.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutoscalerTest {

  private static final Duration START_UP = Duration.ofSeconds(10);

  private static AutoscaleSettings settings(int min, int max) {
    return settings(min, max, ScalingMetric.CONCURRENCY, 8, List.of());
  }

  private static AutoscaleSettings settings(
      int min, int max, ScalingMetric metric, double target, List<ScheduledMinimum> schedule) {
    return new AutoscaleSettings(
        min,
        max,
        metric,
        target,
        Duration.ofSeconds(60),
        Duration.ofSeconds(6),
        Duration.ofMinutes(5),
        schedule);
  }

  private static Story story(AutoscaleSettings settings, int replicas) {
    return new Story(settings, replicas, START_UP);
  }

  @Test
  void a_lasting_load_gets_its_replicas_and_says_why() {
    var story = story(settings(1, 20), 3).load(120, 38);
    assertThat(story.replicas()).isEqualTo(7);
    assertThat(story.last().sentence())
        .isEqualTo("7 → 7: 38.0 requests in flight over 1m + 12.3 for bursts, 8 for each replica");
    assertThat(story.last().reason()).isEqualTo(ScalingReason.LOAD);
    assertThat(story.changes()).isEqualTo(1);
  }

  @Test
  void a_request_that_waits_at_zero_gets_a_replica_at_once() {
    var story = story(settings(0, 10), 0).load(100, 0);
    assertThat(story.replicas()).isZero();
    var decision = story.second(1, 1, 1, 0);
    assertThat(decision.desired()).isEqualTo(1);
    assertThat(decision.reason()).isEqualTo(ScalingReason.WOKEN);
    assertThat(decision.sentence()).startsWith("0 → 1: a request waits and there is no replica; ");
  }

  @Test
  void a_request_that_waits_at_zero_wakes_a_new_leader_too() {
    assertThat(story(settings(0, 10), 0).second(1, 1, 1, 0).desired()).isEqualTo(1);
    assertThat(
            story(settings(0, 10, ScalingMetric.REQUEST_RATE, 100, List.of()), 0)
                .second(1, 1, 1, 0)
                .desired())
        .isEqualTo(1);
    assertThat(
            story(settings(0, 10, ScalingMetric.QUEUE_DEPTH, 100, List.of()), 0)
                .second(1, 1, 1, 0)
                .desired())
        .isEqualTo(1);
  }

  @Test
  void a_request_that_is_still_waiting_keeps_its_replica_coming() {
    var story = story(settings(0, 10), 0);
    story.second(1, 1, 1, 0);
    for (var second = 0; second < 300; second++) {
      assertThat(story.second(1, 1, 0, 0).desired()).isEqualTo(1);
    }
  }

  @Test
  void the_last_replica_is_stopped_after_the_quiet_time_and_not_before() {
    var story = story(settings(0, 10), 1).load(70, 1).load(299, 0);
    assertThat(story.replicas()).isEqualTo(1);
    assertThat(story.last().reason()).isEqualTo(ScalingReason.LAST);
    story.load(2, 0);
    assertThat(story.replicas()).isZero();
    assertThat(story.last().reason()).isIn(ScalingReason.QUIET, ScalingReason.LOAD);
  }

  @Test
  void a_minimum_above_zero_never_stops_the_last_one() {
    var story = story(settings(2, 10), 2).load(2000, 0);
    assertThat(story.replicas()).isEqualTo(2);
    assertThat(story.last().reason()).isEqualTo(ScalingReason.MINIMUM);
  }

  @Test
  void a_new_leader_lowers_nothing_before_it_has_seen_a_stable_window() {
    var story = story(settings(0, 20), 9).load(100, 50).newLeader();
    for (var second = 0; second < 59; second++) {
      assertThat(story.second(1, 0, 1, 1).desired()).isGreaterThanOrEqualTo(9);
    }
    assertThat(story.last().reason()).isEqualTo(ScalingReason.WATCHING);
    assertThat(story.load(60, 1).replicas()).isEqualTo(1);
  }

  @Test
  void a_new_leader_raises_at_once() {
    assertThat(story(settings(0, 20), 1).second(30, 0, 30, 30).desired()).isGreaterThan(4);
  }

  @Test
  void without_reports_nothing_is_lowered() {
    var story = story(settings(0, 20), 9).load(120, 50);
    var replicas = story.replicas();
    assertThat(story.silence(3600).desired()).isEqualTo(replicas);
    assertThat(story.last().reason()).isEqualTo(ScalingReason.BLIND);
    // The gap broke the watch: a window must be seen again.
    assertThat(story.load(58, 0).replicas()).isEqualTo(replicas);
    assertThat(story.load(120, 0).replicas()).isLessThan(replicas);
  }

  @Test
  void requests_that_wait_for_a_start_do_not_ask_for_replicas_again_and_again() {
    var story = story(settings(0, 1000), 2).load(100, 8);
    // Ten times the load: the replicas for it start, and ten seconds of it pile up.
    for (var second = 1; second <= 10; second++) {
      story.second(80.0 * second, 80.0 * second - 16, 80, 16);
    }
    // 80 in flight need 13; those who wait some more. By requests in flight alone it would be 143.
    assertThat(story.replicas()).isBetween(13, 100);
  }

  @Test
  void a_rising_load_is_met_before_it_is_there() {
    var story = story(settings(1, 100), 2);
    for (var second = 0; second < 100; second++) {
      story.load(1, 8 + second);
    }
    assertThat(story.decisions().stream().map(Scaling::reason)).contains(ScalingReason.RISE);
    // Ready are those of ten seconds ago, and they are enough for what is there now.
    assertThat(story.decisions().get(89).desired() * 8).isGreaterThanOrEqualTo(108);
  }

  @Test
  void a_load_that_wobbles_by_chance_changes_nothing() {
    var story = story(settings(1, 100), 7).load(60, 38);
    for (var second = 0; second < 600; second++) {
      story.load(1, 38 + (second * 7919) % 13 - 6);
    }
    assertThat(story.changes()).isZero();
  }

  @Test
  void more_than_ten_times_as_many_are_not_added_in_a_panic_window() {
    var story = story(settings(0, 1000), 0);
    assertThat(story.second(8000, 8000, 8000, 0).desired()).isEqualTo(20);
    assertThat(story.last().reason()).isEqualTo(ScalingReason.PACE);
    for (var second = 0; second < 4; second++) {
      assertThat(story.second(8000, 8000, 0, 0).desired()).isEqualTo(20);
    }
    story.load(3, 8000);
    assertThat(story.replicas()).isEqualTo(200);
  }

  @Test
  void at_most_half_are_stopped_at_a_time() {
    var story = story(settings(0, 100), 64).load(100, 400).load(250, 0);
    var before = 64;
    for (var decision : story.decisions()) {
      assertThat(decision.desired()).isGreaterThanOrEqualTo(before / 2);
      before = decision.desired();
    }
    assertThat(story.replicas()).isEqualTo(1);
  }

  @Test
  void the_maximum_is_kept_and_named() {
    var story = story(settings(0, 3), 1).load(100, 100);
    assertThat(story.replicas()).isEqualTo(3);
    assertThat(story.last().reason()).isEqualTo(ScalingReason.MAXIMUM);
    assertThat(story.last().sentence()).startsWith("3 → 3: spec.scaling.max 3; 100.0 requests");
  }

  @Test
  void a_rate_is_scaled_by_arrivals() {
    var story = story(settings(0, 30, ScalingMetric.REQUEST_RATE, 10, List.of()), 1);
    story.load(200, 100);
    assertThat(story.replicas()).isEqualTo(12);
    assertThat(story.last().numbers()).startsWith("100.0 requests/s over 1m");
  }

  @Test
  void a_queue_is_scaled_by_those_that_wait() {
    var story = story(settings(0, 30, ScalingMetric.QUEUE_DEPTH, 10, List.of()), 1);
    for (var second = 0; second < 30; second++) {
      story.second(45, 41, 1, 1);
    }
    assertThat(story.replicas()).isEqualTo(5);
  }

  /** The package's comment and the guide tell this one. */
  @Test
  void the_worked_example() {
    var story = story(settings(0, 100), 7);
    for (var second = 0; second < 100; second++) {
      story.second(38, 0, 76, 76);
    }
    assertThat(story.last().sentence())
        .isEqualTo("7 → 7: 38.0 requests in flight over 1m + 12.3 for bursts, 8 for each replica");
    // 80 requests/s more: one second is less than chance may bring, two are more.
    story.second(56, 20, 156, 100);
    assertThat(story.second(116, 60, 156, 112).sentence())
        .isEqualTo(
            "7 → 70: at most 70 within 6s; 77.5 requests in flight over 1s + 8.8 for bursts + 490.2"
                + " to answer 493.2 waiting, 8 for each replica");
    // They start: nothing more is asked for, though the queue goes on growing until they are ready.
    assertThat(story.second(156, 100, 156, 112).desired()).isEqualTo(70);
  }

  @Test
  void a_report_that_comes_late_counts_as_one_that_comes_at_once() {
    var state = AutoscalerState.EMPTY;
    for (var second = 0; second < 100; second++) {
      var load = second < 98 ? 10 : 60;
      state =
          state.observe(new LoadSample(Story.BEGIN.plusSeconds(second), load, 0, load, load, 9));
    }
    var capacity = new Capacity(9, List.of());
    var atOnce = Autoscaler.decide(settings(0, 20), state, capacity, Story.BEGIN.plusSeconds(100));
    var late = Autoscaler.decide(settings(0, 20), state, capacity, Story.BEGIN.plusMillis(100_700));
    assertThat(late.sentence()).isEqualTo(atOnce.sentence()).contains("over 1s");
  }
}
