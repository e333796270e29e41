package dev.steward.core.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BatchCutTest {

  private static final OptionalDouble UNKNOWN = OptionalDouble.empty();

  private static OptionalDouble speed(double rowsPerSecond) {
    return OptionalDouble.of(rowsPerSecond);
  }

  private static List<Integer> counts(int rows, int most, OptionalDouble... speeds) {
    return BatchCut.cut(rows, List.of(speeds), most).stream()
        .map(part -> part.rows().count())
        .toList();
  }

  @Test
  void parts_are_as_large_as_their_pods_are_fast() {
    assertThat(counts(10, 8, speed(30), speed(10), speed(10))).containsExactly(6, 2, 2);
  }

  @Test
  void rows_left_over_go_to_the_largest_remainders() {
    assertThat(counts(7, 8, speed(2), speed(1), UNKNOWN)).containsExactly(3, 2, 2);
  }

  @Test
  void pods_that_nobody_measured_get_equal_parts() {
    assertThat(counts(9, 8, UNKNOWN, UNKNOWN, UNKNOWN)).containsExactly(3, 3, 3);
  }

  @Test
  void there_are_no_more_parts_than_asked_for_and_the_preferred_pods_get_them() {
    var parts = BatchCut.cut(8, List.of(UNKNOWN, UNKNOWN, UNKNOWN), 2);
    assertThat(parts)
        .containsExactly(
            new BatchCut.Part(0, new Rows(0, 4)), new BatchCut.Part(1, new Rows(4, 8)));
  }

  @Test
  void a_part_is_worth_a_request_or_it_is_not_made() {
    // Two milliseconds of work at 1,000 rows a second: two rows of one pod, four of two.
    assertThat(counts(3, 8, speed(1000), speed(1000))).containsExactly(3);
    assertThat(counts(4, 8, speed(1000), speed(1000))).containsExactly(2, 2);
    assertThat(counts(5, 8, speed(1000), speed(1000), speed(1000))).containsExactly(3, 2);
  }

  @Test
  void a_pod_so_slow_that_its_share_is_no_row_has_no_part() {
    var parts = BatchCut.cut(4, List.of(speed(1), speed(100)), 2);
    assertThat(parts).containsExactly(new BatchCut.Part(1, new Rows(0, 4)));
  }

  @Test
  void fewer_rows_than_pods_are_one_row_each() {
    assertThat(counts(2, 8, UNKNOWN, UNKNOWN, UNKNOWN)).containsExactly(1, 1);
  }

  @Test
  void nothing_cannot_be_cut() {
    assertThatIllegalArgumentException().isThrownBy(() -> BatchCut.cut(0, List.of(UNKNOWN), 2));
    assertThatIllegalArgumentException().isThrownBy(() -> BatchCut.cut(2, List.of(), 2));
  }
}
