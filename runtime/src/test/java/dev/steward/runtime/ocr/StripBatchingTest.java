package dev.steward.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.image.Bitmap;
import dev.steward.runtime.pool.Batch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StripBatchingTest {

  private static final long ALL = 1_000_000;

  private final StripBatching<Integer> batching = new StripBatching<>(new Widths(), 32);

  /** Finds the width of each strip, which it cuts out in steps of 320. */
  private record Widths() implements StripModel<Integer> {
    @Override
    public int height() {
      return 48;
    }

    @Override
    public int width(Quad line) {
      return Math.ceilDiv((int) line.width(), 320) * 320;
    }

    @Override
    public Outcome<List<Integer>> look(List<Strip> strips, Cancellation cancellation) {
      return Outcome.done(strips.stream().map(strip -> (int) strip.line().width()).toList());
    }
  }

  /** A line of an image of its own. */
  private static Strip strip(int width) {
    var image = Bitmap.blank(1, 1);
    return new Strip(
        image,
        new Quad(new Point(0, 0), new Point(width, 0), new Point(width, 48), new Point(0, 48)));
  }

  /** Has it learned that more of that width are faster. */
  private void learn(int width, int most) {
    for (int strips = 1; strips <= most; strips *= 2) {
      var batch = batching.begin(strip(width), ALL);
      for (int i = 1; i < strips; i++) {
        batch.add(strip(width));
      }
      batch.took(Duration.ofMillis(10));
    }
  }

  private static int filled(Batch<Strip, Integer> batch, int width) {
    int strips = 1;
    while (batch.add(strip(width))) {
      strips++;
    }
    return strips;
  }

  @Test
  void lines_of_one_width_are_looked_at_together_whatever_image_they_are_of() {
    learn(300, 4);
    var batch = batching.begin(strip(300), ALL);
    assertThat(batch.add(strip(200))).isTrue();
    assertThat(batch.add(strip(400))).isFalse();
    assertThat(batch.add(strip(320))).isTrue();
    assertThat(batch.compute(new Cancellation())).isEqualTo(Outcome.done(List.of(300, 200, 320)));
  }

  @Test
  void as_many_as_pay_and_not_more_than_there_are_told() {
    assertThat(filled(batching.begin(strip(300), ALL), 300)).isEqualTo(1);
    learn(300, 32);
    assertThat(filled(batching.begin(strip(300), ALL), 300)).isEqualTo(32);
    assertThat(filled(new StripBatching<>(new Widths(), 1).begin(strip(300), ALL), 300))
        .isEqualTo(1);
  }

  @Test
  void long_lines_are_fewer_so_that_what_is_found_in_them_fits_in_memory() {
    learn(3200, 32);
    assertThat(filled(batching.begin(strip(3200), ALL), 3200)).isEqualTo(6);
  }

  @Test
  void each_thread_has_its_share() {
    learn(600, 32);
    // A line of 640 columns counts as two of the narrowest.
    assertThat(batching.work(strip(600))).isEqualTo(2);
    assertThat(filled(batching.begin(strip(600), 8), 600)).isEqualTo(4);
    assertThat(filled(batching.begin(strip(600), 1), 600)).isEqualTo(1);
  }

  @Test
  void an_image_counts_as_what_it_costs() {
    assertThat(Detector.effort(Bitmap.blank(1280, 960))).isEqualTo(80);
    assertThat(Detector.effort(Bitmap.blank(10, 10))).isEqualTo(1);
    // 12 million pixels to decode are some 120 ms, a line 8.
    assertThat(Effort.decoding(12_000_000)).isEqualTo(16);
  }
}
