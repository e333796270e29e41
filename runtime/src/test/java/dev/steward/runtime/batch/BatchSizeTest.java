package dev.steward.runtime.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class BatchSizeTest {

  /** What the size comes to after many full batches on an engine of these times. */
  private static int learned(int most, IntToLongFunction nanosOfBatch) {
    var size = new BatchSize(most);
    for (int i = 0; i < 500; i++) {
      int next = size.next();
      size.took(next, Duration.ofNanos(nanosOfBatch.applyAsLong(next)));
    }
    return usual(size);
  }

  /** Now and then another size is tried. */
  private static int usual(BatchSize size) {
    int next = size.next();
    return Math.min(next, size.next());
  }

  @Test
  void a_batch_grows_while_that_is_faster_for_each_row() {
    assertThat(learned(32, rows -> 1_000_000 + rows * 10_000L)).isBetween(16, 32);
  }

  @Test
  void a_batch_stays_small_where_more_rows_are_slower() {
    assertThat(learned(32, rows -> rows <= 4 ? rows * 1_000L : rows * 2_000L)).isLessThan(8);
  }

  @Test
  void where_it_makes_no_difference_rows_are_computed_one_by_one() {
    assertThat(learned(32, rows -> rows * 1_000L)).isEqualTo(1);
  }

  @Test
  void an_engine_that_changes_is_learned_anew() {
    var size = new BatchSize(32);
    for (int i = 0; i < 500; i++) {
      int rows = size.next();
      size.took(rows, Duration.ofNanos(rows * 1_000L));
    }
    for (int i = 0; i < 5_000; i++) {
      int rows = size.next();
      size.took(rows, Duration.ofNanos(1_000_000 + rows * 1_000L));
    }
    assertThat(usual(size)).isBetween(16, 32);
  }

  @Test
  void no_batch_has_more_rows_than_it_may() {
    for (int most : new int[] {1, 2, 3, 5, 32, 1000}) {
      var size = new BatchSize(most);
      for (int i = 0; i < 300; i++) {
        int rows = size.next();
        assertThat(rows).isBetween(1, most);
        size.took(rows, Duration.ofMillis(1));
      }
    }
  }

  @Test
  void a_request_with_more_rows_than_a_batch_may_have_is_counted_too() {
    var size = new BatchSize(4);
    size.took(1_000, Duration.ofMillis(1));
    assertThat(size.next()).isEqualTo(4);
  }

  @Test
  void a_run_is_brief_by_what_runs_took_of_late() {
    var size = new BatchSize(8);
    assertThat(size.brief(1)).isFalse();
    size.ran(2, Duration.ofNanos(60_000));
    assertThat(size.brief(1)).isTrue();
    assertThat(size.brief(8)).isFalse();
    for (int i = 0; i < 50; i++) {
      size.ran(1, Duration.ofMillis(1));
    }
    assertThat(size.brief(1)).isFalse();
  }

  @Test
  void a_run_that_was_held_up_once_leaves_the_next_brief() {
    var size = new BatchSize(8);
    size.ran(1, Duration.ofNanos(20_000));
    size.ran(1, Duration.ofMillis(20));
    assertThat(size.brief(1)).isTrue();
  }

  @Test
  void waiting_pays_where_more_rows_are_known_to_be_faster_and_never_long() {
    var size = new BatchSize(32);
    assertThat(size.patience(1, 32)).isZero();
    for (int rows = 1; rows <= 32; rows *= 2) {
      size.took(rows, Duration.ofMillis(8));
    }
    assertThat(size.patience(1, 1)).isEqualTo(Duration.ofMillis(1));
    assertThat(size.patience(32, 32)).isZero();
  }

  @Test
  void it_is_by_the_time_of_all_that_are_expected_that_waiting_pays() {
    var size = new BatchSize(32);
    size.took(1, Duration.ofMillis(8));
    size.took(2, Duration.ofMillis(8));
    size.took(8, Duration.ofMillis(16));
    assertThat(size.patience(1, 8)).isEqualTo(Duration.ofMillis(2));
    // Of 4 nothing is known: they take as long as twice 2.
    assertThat(size.patience(1, 4)).isEqualTo(Duration.ofMillis(2));
    assertThat(size.patience(3, 1)).isEqualTo(Duration.ofNanos(1_500_000));
    assertThat(size.patience(1, 1_000)).isEqualTo(Duration.ofMillis(8));
  }
}
