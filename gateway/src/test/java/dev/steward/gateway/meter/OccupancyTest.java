package dev.steward.gateway.meter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OccupancyTest {
  private final Occupancy occupancy = new Occupancy();

  @Test
  void the_area_is_the_sum_of_stays_and_of_those_who_are_still_there() {
    occupancy.enter(0);
    occupancy.enter(1);
    occupancy.leave(4);
    assertThat(occupancy.read(5)).isEqualTo(new Occupancy.Reading(8, 2, 1, 1));
    assertThat(occupancy.read(6).area()).isEqualTo(9);
  }

  @Test
  void differences_are_right_whatever_the_clock_s_origin() {
    var origin = Long.MAX_VALUE - 2;
    for (var i = 0; i < 1000; i++) {
      occupancy.enter(origin);
    }
    var first = occupancy.read(origin + 1);
    var second = occupancy.read(origin + 11);
    assertThat(second.area() - first.area()).isEqualTo(10_000);
  }
}
