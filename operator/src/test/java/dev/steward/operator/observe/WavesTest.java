package dev.steward.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WavesTest {

  private final Waves<Integer> waves = new Waves<>();

  @Test
  void a_thousand_are_let_go_some_at_a_time_each_once() {
    var all = IntStream.range(0, 1000).boxed().toList();
    waves.add(all);
    waves.add(List.of(999, 3));
    var seen = new java.util.ArrayList<Integer>();
    var rounds = 0;
    for (var wave = waves.next(); !wave.isEmpty(); wave = waves.next()) {
      assertThat(wave).hasSizeLessThanOrEqualTo(Waves.SIZE);
      seen.addAll(wave);
      rounds++;
    }
    assertThat(seen).containsExactlyElementsOf(all);
    assertThat(rounds * PolicyCaches.APART.toMillis()).isLessThan(30_000);
  }

  @Test
  void what_is_concerned_again_after_it_was_let_go_is_let_go_again() {
    waves.add(List.of(1));
    assertThat(waves.next()).containsExactly(1);
    waves.add(List.of(1));
    assertThat(waves.next()).containsExactly(1);
    assertThat(waves.next()).isEmpty();
  }
}
