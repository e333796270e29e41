package dev.steward.core.policy;

import static dev.steward.core.policy.Policies.period;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {

  @Test
  void of_two_floors_that_settle_each_other_the_longer_stays() {
    assertThat(Floor.of(period("P6M")).meet(Floor.of(period("P1Y"))))
        .isEqualTo(Floor.of(period("P1Y")));
  }

  @Test
  void of_two_ceilings_that_settle_each_other_the_shorter_stays() {
    assertThat(Ceiling.of(period("P6M")).meet(Ceiling.of(period("P1Y"))))
        .isEqualTo(Ceiling.of(period("P6M")));
  }

  @Test
  void incomparable_floors_are_kept_and_the_later_end_counts() {
    var floor = Floor.of(period("P1M")).meet(Floor.of(period("P30D")));
    assertThat(floor.periods()).containsExactly(period("P30D"), period("P1M"));
    assertThat(floor.endFrom(LocalDate.of(2026, 1, 31))).hasValue(LocalDate.of(2026, 3, 2));
    assertThat(floor.endFrom(LocalDate.of(2026, 7, 1))).hasValue(LocalDate.of(2026, 8, 1));
  }

  @Test
  void incomparable_ceilings_are_kept_and_the_earlier_end_counts() {
    var ceiling = Ceiling.of(period("P1M")).meet(Ceiling.of(period("P30D")));
    assertThat(ceiling.periods()).containsExactly(period("P30D"), period("P1M"));
    assertThat(ceiling.endFrom(LocalDate.of(2026, 1, 31))).hasValue(LocalDate.of(2026, 2, 28));
    assertThat(ceiling.endFrom(LocalDate.of(2026, 7, 1))).hasValue(LocalDate.of(2026, 7, 31));
  }

  @Test
  void a_third_that_settles_both_replaces_them() {
    assertThat(new Floor(List.of(period("P1M"), period("P30D"), period("P31D"))))
        .isEqualTo(Floor.of(period("P31D")));
    assertThat(new Ceiling(List.of(period("P1M"), period("P30D"), period("P2W"))))
        .isEqualTo(Ceiling.of(period("P2W")));
  }

  @Test
  void the_same_period_twice_is_one() {
    assertThat(new Floor(List.of(period("P12M"), period("P1Y"))).periods()).hasSize(1);
    assertThat(new Ceiling(List.of(period("P12M"), period("P1Y"))).periods()).hasSize(1);
  }

  @Test
  void without_a_period_there_is_no_end() {
    assertThat(Floor.NONE.endFrom(LocalDate.of(2026, 1, 1))).isEmpty();
    assertThat(Ceiling.NONE.endFrom(LocalDate.of(2026, 1, 1))).isEmpty();
  }
}
