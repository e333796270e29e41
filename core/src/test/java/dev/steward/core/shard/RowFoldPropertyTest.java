package dev.steward.core.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Folds against plain evaluation over one column, and however the rows were cut. */
class RowFoldPropertyTest {

  @Property
  void floats_are_summed_averaged_and_maximised(
      @ForAll @Size(min = 1, max = 50) List<@DoubleRange(min = -1e6, max = 1e6) Double> column,
      @ForAll @IntRange(max = 50) int cut) {
    var plain = column.stream().mapToDouble(Double::doubleValue);
    var sum = column.stream().mapToDouble(Double::doubleValue).sum();
    assertThat(floats(FloatFold.Rule.MAX, column, cut)).isEqualTo(plain.max().orElseThrow());
    assertThat(floats(FloatFold.Rule.SUM, column, cut)).isCloseTo(sum, within(1e-6));
    assertThat(floats(FloatFold.Rule.MEAN, column, cut))
        .isCloseTo(sum / column.size(), within(1e-6));
  }

  private static double floats(FloatFold.Rule rule, List<Double> column, int cut) {
    var first = new FloatFold(rule, 1);
    var second = new FloatFold(rule, 1);
    for (var i = 0; i < column.size(); i++) {
      (i < cut ? first : second).add(new double[] {column.get(i)});
    }
    first.merge(second);
    return first.row()[0];
  }

  @Property
  void whole_numbers_are_folded_exactly(
      @ForAll @Size(min = 1, max = 50) List<Long> column, @ForAll @IntRange(max = 50) int cut) {
    var big = column.stream().map(BigInteger::valueOf).toList();
    assertThat(wholes(WholeFold.Rule.SUM, big, cut))
        .isEqualTo(big.stream().reduce(BigInteger.ZERO, BigInteger::add));
    assertThat(wholes(WholeFold.Rule.MAX, big, cut)).isEqualTo(Collections.max(big));
  }

  private static BigInteger wholes(WholeFold.Rule rule, List<BigInteger> column, int cut) {
    var first = new WholeFold(rule, 1);
    var second = new WholeFold(rule, 1);
    for (var i = 0; i < column.size(); i++) {
      (i < cut ? first : second).add(List.of(column.get(i)));
    }
    first.merge(second);
    return first.row().getFirst();
  }

  @Property
  void nobody_has_more_votes_than_the_elected_and_none_of_equals_came_before(
      @ForAll @Size(min = 1, max = 50) List<@IntRange(max = 4) Integer> column,
      @ForAll @IntRange(max = 50) int cut) {
    var first = new VoteFold<Integer>(1);
    var second = new VoteFold<Integer>(1);
    for (var i = 0; i < column.size(); i++) {
      (i < cut ? first : second).add(List.of(column.get(i)));
    }
    first.merge(second);
    var elected = first.row().getFirst();
    var votes = Collections.frequency(column, elected);
    for (var other : column) {
      assertThat(Collections.frequency(column, other)).isLessThanOrEqualTo(votes);
      if (Collections.frequency(column, other) == votes) {
        assertThat(column.indexOf(elected)).isLessThanOrEqualTo(column.indexOf(other));
      }
    }
  }

  @Test
  void each_place_is_folded_by_itself() {
    var sum = new FloatFold(FloatFold.Rule.SUM, 2);
    Stream.of(new double[] {1, 4}, new double[] {3, 0}).forEach(sum::add);
    assertThat(sum.row()).containsExactly(4, 4);
    var vote = new VoteFold<String>(2);
    Stream.of(List.of("cat", "1"), List.of("dog", "2"), List.of("dog", "1")).forEach(vote::add);
    assertThat(vote.row()).containsExactly("dog", "1");
  }

  @Test
  void what_is_no_number_stays_so() {
    for (var rule : FloatFold.Rule.values()) {
      var fold = new FloatFold(rule, 1);
      DoubleStream.of(1, Double.NaN, 2).forEach(value -> fold.add(new double[] {value}));
      assertThat(fold.row()).containsExactly(Double.NaN);
    }
  }

  @Test
  void the_greatest_of_negative_numbers_is_one_of_them() {
    var fold = new FloatFold(FloatFold.Rule.MAX, 1);
    IntStream.of(-3, -1, -2).forEach(value -> fold.add(new double[] {value}));
    assertThat(Arrays.toString(fold.row())).isEqualTo("[-1.0]");
  }
}
