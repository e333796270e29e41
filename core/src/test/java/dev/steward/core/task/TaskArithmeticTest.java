package dev.steward.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steward.core.check.Checked;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskArithmeticTest {

  private static Duration ms(long ms) {
    return Duration.ofMillis(ms);
  }

  @Test
  void two_thousand_images_at_twenty_a_second_are_four_slices() {
    var slices = Slices.cut(2000, 20, Slicing.OF_JOBS);

    assertThat(slices.count()).isEqualTo(4);
    assertThat(slices.range(2)).isEqualTo(new ItemRange(1200, 1800));
    assertThat(slices.range(3)).isEqualTo(new ItemRange(1800, 2000));
  }

  @Test
  void a_slow_task_has_no_more_slices_than_may_be() {
    var few = new Slicing(Duration.ofSeconds(2), 16);

    assertThat(Slices.cut(200, 0.1, few).count()).isEqualTo(16);
    assertThat(Slices.cut(200, 50, few).count()).isEqualTo(2);
  }

  @Test
  void a_prediction_is_work_over_speed_and_as_sure_as_its_sample() {
    var sample = new SpeedSample(List.of(ms(90), ms(110), ms(90), ms(110)), ms(200));
    var prediction = sample.predict(2000);

    assertThat(sample.itemsPerSecond()).isEqualTo(20);
    assertThat(prediction.duration()).isEqualTo(Duration.ofSeconds(100));
    // Deviation 11.55 ms of a mean of 100 ms, twice that over the root of 4.
    assertThat(prediction.error()).isCloseTo(0.115, within(0.001));
    assertThat(new SpeedSample(List.of(ms(90)), ms(90)).error()).isEqualTo(1);
  }

  @Test
  void a_share_of_the_items_is_rounded_up() {
    var onePercent = new FailureBudget.Share(1);

    assertThat(onePercent.allowed(250)).isEqualTo(3);
    assertThat(onePercent.allowed(1)).isEqualTo(1);
    assertThat(new FailureBudget.Share(0).allowed(1_000_000)).isZero();
    assertThat(FailureBudget.parse("f", "5")).isEqualTo(Checked.valid(new FailureBudget.Count(5)));
    assertThat(FailureBudget.parse("f", "100%"))
        .isEqualTo(Checked.valid(new FailureBudget.Share(100)));
    for (var wrong : List.of("", "-1", "101%", "1.5%", "many", "%")) {
      assertThat(FailureBudget.parse("spec.maxFailedItems", wrong))
          .isInstanceOf(Checked.Invalid.class);
    }
  }

  @Test
  void a_task_is_complete_when_every_item_is_through_and_failed_as_soon_as_too_many_are_not() {
    var none = new FailureBudget.Count(0);
    var one = new FailureBudget.Count(1);
    var failure = new ItemFailure(3, "s3://scans/d.png", "it is no image");

    assertThat(TaskState.of(4, new Tally(3, 0, List.of()), none))
        .isInstanceOf(TaskState.Running.class);
    assertThat(TaskState.of(4, new Tally(4, 0, List.of()), none))
        .isInstanceOf(TaskState.Complete.class);
    assertThat(TaskState.of(4, new Tally(4, 1, List.of(failure)), one))
        .isInstanceOf(TaskState.Complete.class);
    assertThat(TaskState.of(4, new Tally(1, 1, List.of(failure)), none))
        .isEqualTo(
            new TaskState.Failed(
                "maxFailedItems: 1 of 4 items failed, 0 allows 0; correct the inputs named below, or"
                    + " raise it"));
  }

  @Test
  void tallies_add_up_and_keep_the_first_failures() {
    var many =
        java.util.stream.LongStream.range(0, 15)
            .mapToObj(i -> new ItemFailure(i, "i", "r"))
            .toList();
    var sum = new Tally(100, 15, many).plus(new Tally(50, 15, many));

    assertThat(sum.done()).isEqualTo(150);
    assertThat(sum.failed()).isEqualTo(30);
    assertThat(sum.first()).hasSize(20);
  }

  @Test
  void a_pace_says_what_is_left_at_the_same_rate() {
    var pace = Pace.of(100, 300, Duration.ofSeconds(10));

    assertThat(pace.itemsPerSecond()).contains(10.0);
    assertThat(pace.timeLeft()).contains(Duration.ofSeconds(30));
    assertThat(Pace.of(0, 300, Duration.ofSeconds(10)).timeLeft()).isEmpty();
  }
}
