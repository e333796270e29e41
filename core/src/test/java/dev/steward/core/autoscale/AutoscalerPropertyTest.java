package dev.steward.core.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class AutoscalerPropertyTest {

  private static AutoscaleSettings settings(int min, int max, ScalingMetric metric) {
    return new AutoscaleSettings(
        min,
        max,
        metric,
        8,
        Duration.ofSeconds(60),
        Duration.ofSeconds(6),
        Duration.ofMinutes(5),
        List.of());
  }

  /** Any load at all: bursts, silence, nonsense between counters. */
  private static Story anyLoad(long seed, AutoscaleSettings settings, int seconds) {
    var random = new SplittableRandom(seed);
    var story = new Story(settings, random.nextInt(0, settings.max() + 5), Duration.ofSeconds(7));
    for (var second = 0; second < seconds; second++) {
      var size = Math.pow(10, random.nextDouble(-2, 4));
      if (random.nextInt(20) == 0) {
        story.silence(random.nextInt(0, 90));
      } else if (random.nextInt(3) == 0) {
        story.load(1, 0);
      } else {
        var inFlight = random.nextDouble() * size;
        story.second(
            inFlight, random.nextDouble() * inFlight, random.nextDouble() * size, size / 2);
      }
    }
    return story;
  }

  @Property(tries = 40)
  void the_bounds_are_kept_whatever_comes(
      @ForAll long seed,
      @ForAll @IntRange(max = 5) int min,
      @ForAll @IntRange(min = 5, max = 60) int max,
      @ForAll ScalingMetric metric) {
    var settings = settings(min, max, metric);
    for (var decision : anyLoad(seed, settings, 300).decisions()) {
      assertThat(decision.desired()).isBetween(min, max);
      assertThat(decision.numbers()).isNotBlank();
    }
  }

  @Property(tries = 20)
  void waiting_at_zero_is_answered_at_once_whatever_came_before(
      @ForAll long seed, @ForAll ScalingMetric metric) {
    var story = anyLoad(seed, settings(0, 20, metric), 200);
    assertThat(story.second(1, 1, 1, 0).desired()).isGreaterThanOrEqualTo(1);
  }

  @Property(tries = 3)
  void what_is_remembered_is_bounded(@ForAll long seed) {
    var state = anyLoad(seed, settings(0, 20, ScalingMetric.CONCURRENCY), 2000).state();
    assertThat(state.load().samples()).hasSizeLessThanOrEqualTo(LoadHistory.MOST);
    assertThat(state.needs()).hasSizeLessThanOrEqualTo(61);
  }

  @Property(tries = 40)
  void samples_may_come_in_any_order_and_twice(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    var history = LoadHistory.EMPTY;
    for (var sample = 0; sample < 200; sample++) {
      var second = Story.BEGIN.plusSeconds(random.nextInt(0, 120));
      history = history.with(new LoadSample(second, 1, 0, 1, 1, 1));
    }
    assertThat(history.samples()).extracting(LoadSample::second).doesNotHaveDuplicates().isSorted();
  }
}
