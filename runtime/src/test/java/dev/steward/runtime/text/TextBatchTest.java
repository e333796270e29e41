package dev.steward.runtime.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.batch.BatchSize;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextBatchTest {

  /** Large batches pay. */
  private static TextBatch batch(int first) {
    var size = new BatchSize(16);
    for (int rows = 1; rows <= 16; rows *= 2) {
      size.took(rows, Duration.ofMillis(1));
    }
    return new TextBatch(
        (batch, cancellation) ->
            Outcome.done(List.of(new float[] {batch.rows().size(), batch.longest()})),
        size,
        TokenRow.of(new long[first]),
        100);
  }

  @Test
  void texts_of_about_the_same_length_are_computed_together() {
    var batch = batch(16);
    assertThat(batch.add(TokenRow.of(new long[14]))).isTrue();
    assertThat(batch.add(TokenRow.of(new long[18]))).isTrue();
  }

  @Test
  void a_short_text_is_not_padded_to_a_long_one_nor_a_long_one_added_to_a_short() {
    assertThat(batch(128).add(TokenRow.of(new long[16]))).isFalse();
    assertThat(batch(16).add(TokenRow.of(new long[128]))).isFalse();
  }

  @Test
  void not_more_than_a_fifth_of_what_is_computed_is_padding() {
    var batch = batch(100);
    int tokens = 100;
    int rows = 1;
    for (int length = 40; length < 160; length += 7) {
      if (batch.add(TokenRow.of(new long[length]))) {
        tokens += length;
        rows++;
      }
    }
    assertThat(rows).isGreaterThan(1);
    assertThat(batch.longest() * rows - tokens).isLessThanOrEqualTo(batch.longest() * rows / 5);
  }

  @Test
  void a_full_batch_takes_no_more() {
    var batch = batch(8);
    for (int i = 1; i < 16; i++) {
      assertThat(batch.add(TokenRow.of(new long[8]))).isTrue();
    }
    assertThat(batch.open()).isFalse();
    assertThat(batch.add(TokenRow.of(new long[8]))).isFalse();
  }
}
