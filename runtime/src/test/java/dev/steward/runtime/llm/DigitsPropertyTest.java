package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What stands for the smallest numbers of groups. */
class DigitsPropertyTest {

  record Group(float scale, float minimum) {}

  @Property
  void what_a_product_makes_of_them_is_the_minimum_of_each_group(
      @ForAll("rows") List<Group> groups) {
    var digits = digits(groups);
    double largest = 0;
    for (int i = 0; i < groups.size(); i++) {
      largest = Math.max(largest, Math.abs(rest(groups.get(i), digits.zeroPoints()[i])));
    }
    for (int i = 0; i < groups.size(); i++) {
      var group = groups.get(i);
      double minimum = lift(digits, i) - group.scale * digits.zeroPoints()[i];
      double rounding = 1e-6 * (Math.abs(group.minimum) + 15 * group.scale);
      assertThat(minimum)
          .isBetween(
              group.minimum - largest / 2744 - rounding, group.minimum + largest / 2744 + rounding);
    }
  }

  @Property
  void what_they_leave_to_digits_is_half_a_step_where_a_zero_is_among_the_numbers(
      @ForAll("rowsAboutZero") List<Group> groups) {
    var digits = digits(groups);
    for (int i = 0; i < groups.size(); i++) {
      assertThat(Math.abs(rest(groups.get(i), digits.zeroPoints()[i])))
          .isLessThanOrEqualTo(groups.get(i).scale * 0.50001);
    }
  }

  @Property
  void all_are_numbers_of_4_bits(@ForAll("rows") List<Group> groups) {
    var digits = digits(groups);
    assertThat(digits.zeroPoints()).hasSize(groups.size());
    assertThat(digits.quanta()).hasSize(Digits.columns(groups.size()));
    for (int number : digits.zeroPoints()) {
      assertThat(number).isBetween(0, 15);
    }
    for (int number : digits.quanta()) {
      assertThat(number).isBetween(1, 15);
    }
  }

  @Example
  void eighteen_groups_have_two_blocks_of_digits() {
    assertThat(Digits.columns(18)).isEqualTo(64);
    assertThat(Digits.columns(32)).isEqualTo(96);
    assertThat(Digits.columns(1)).isEqualTo(32);
  }

  /** The weight of a group's sum in a product with the digits' columns. */
  private static double lift(Digits digits, int group) {
    var ofMeans = Digits.ofMeans(digits.zeroPoints().length)[group];
    double lift = 0;
    for (int column = 0; column < ofMeans.length; column++) {
      lift += digits.scale() * (digits.quanta()[column] - Digits.ZERO) * (double) ofMeans[column];
    }
    return lift / Digits.GROUP;
  }

  private static double rest(Group group, int zeroPoint) {
    return group.minimum + (double) group.scale * zeroPoint;
  }

  private static Digits digits(List<Group> groups) {
    var scales = new float[groups.size()];
    var minima = new float[groups.size()];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = groups.get(i).scale;
      minima[i] = groups.get(i).minimum;
    }
    return Digits.of(scales, minima);
  }

  /** Any; among them scales that are zero, and minima far from all steps. */
  @Provide
  Arbitrary<List<Group>> rows() {
    return Combinators.combine(
            Arbitraries.floats().between(0, 1), Arbitraries.floats().between(-4, 4))
        .as(Group::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Provide
  Arbitrary<List<Group>> rowsAboutZero() {
    return Combinators.combine(
            Arbitraries.floats().between(0.01f, 1), Arbitraries.floats().between(0, 15))
        .as((scale, zero) -> new Group(scale, -zero * scale))
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }
}
