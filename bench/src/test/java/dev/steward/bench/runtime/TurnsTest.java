package dev.steward.bench.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static final Ceiling ONE = new Ceiling(1, 2, 1);
  private static final Ceiling MANY = new Ceiling(2, 1, 16);

  private static Turns.Turn turn(double one, double many, double form) {
    return new Turns.Turn(Map.of(ONE, one, MANY, many), List.of(form));
  }

  @Test
  void a_server_is_held_against_the_loop_that_is_fastest_in_most_turns() {
    // One turn in which the machine favoured another loop doesn't make that one the ceiling.
    var turns = new Turns(List.of(turn(300, 100, 90), turn(50, 100, 80), turn(50, 100, 85)));
    assertThat(turns.ratio(0, List.of(ONE, MANY))).isEqualTo(0.85);
    assertThat(turns.fastest(List.of(ONE, MANY))).isEqualTo(100);
    assertThat(turns.fastest(List.of(ONE))).isEqualTo(50);
    assertThat(turns.rate(0)).isEqualTo(85);
  }

  @Test
  void a_machine_that_is_slow_for_a_turn_is_slow_for_both() {
    var turns = new Turns(List.of(turn(10, 100, 90), turn(1, 10, 9), turn(1, 20, 18)));
    assertThat(turns.ratio(0, List.of(MANY))).isEqualTo(0.9);
  }
}
