package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SamplerTest {

  /** Probabilities 1/2, 1/4, 1/8, 1/8. */
  private static float[] logits() {
    return new float[] {
      (float) Math.log(0.25),
      (float) Math.log(0.5),
      (float) Math.log(0.125),
      (float) Math.log(0.125)
    };
  }

  @Test
  void without_temperature_the_likeliest_is_taken() {
    assertThat(drawn(Sampling.GREEDY, 5)).containsOnly(1);
  }

  @Test
  void a_seed_says_what_is_drawn() {
    var sampling = sampling(1, 0, 1, 0, 7);
    assertThat(drawn(sampling, 50)).isEqualTo(drawn(sampling, 50));
    assertThat(drawn(sampling, 50)).isNotEqualTo(drawn(sampling(1, 0, 1, 0, 8), 50));
  }

  @Test
  void tokens_are_drawn_as_often_as_they_are_likely() {
    var drawn = drawn(sampling(1, 0, 1, 0, 7), 20_000);
    assertThat(drawn.stream().filter(token -> token == 1).count()).isBetween(9_700L, 10_300L);
    assertThat(drawn.stream().filter(token -> token == 3).count()).isBetween(2_300L, 2_700L);
  }

  @Test
  void top_k_leaves_the_likeliest() {
    assertThat(all(sampling(1, 2, 1, 0, 7))).containsExactly(0, 1);
  }

  @Test
  void top_p_leaves_the_first_that_reach_it() {
    assertThat(all(sampling(1, 0, 0.5, 0, 7))).containsExactly(1);
    assertThat(all(sampling(1, 0, 0.6, 0, 7))).containsExactly(0, 1);
    // Of the two that top-k has left, the likelier one has two thirds.
    assertThat(all(sampling(1, 2, 0.6, 0, 7))).containsExactly(1);
  }

  @Test
  void min_p_is_a_part_of_the_likeliest() {
    assertThat(all(sampling(1, 0, 1, 0.3, 7))).containsExactly(0, 1);
    assertThat(all(sampling(1, 0, 1, 0.2, 7))).containsExactly(0, 1, 2, 3);
  }

  @Test
  void a_low_temperature_leaves_hardly_any_choice() {
    assertThat(all(sampling(0.05, 0, 1, 0, 7))).containsExactly(1);
  }

  @Test
  void penalties_move_on_from_what_was_written() {
    var frequency = new Sampling(0, 0, 1, 0, 1, 0, 0.5, OptionalLong.empty());
    // log 0.5 - 0.5 is still above log 0.25, log 0.5 - 2 × 0.5 isn't.
    assertThat(drawn(frequency, 3)).containsExactly(1, 1, 0);
    var presence = new Sampling(0, 0, 1, 0, 1, 2, 0, OptionalLong.empty());
    assertThat(drawn(presence, 4)).containsExactly(1, 0, 2, 3);
  }

  @Test
  void a_repetition_penalty_counts_the_prompt() {
    var sampling = new Sampling(0, 0, 1, 0, 3, 0, 0, OptionalLong.empty());
    // The logits are negative: log 0.5 × 3 is below log 0.25.
    assertThat(new Sampler(sampling, new int[] {1}).choose(logits())).isEqualTo(0);
    assertThat(new Sampler(sampling, new int[] {2}).choose(new float[] {0.5f, 0.4f, 1f, 0f}))
        .isEqualTo(0);
  }

  private static Sampling sampling(
      double temperature, int topK, double topP, double minP, long seed) {
    return new Sampling(temperature, topK, topP, minP, 1, 0, 0, OptionalLong.of(seed));
  }

  private static Set<Integer> all(Sampling sampling) {
    return new TreeSet<>(drawn(sampling, 2_000));
  }

  private static List<Integer> drawn(Sampling sampling, int times) {
    var sampler = new Sampler(sampling, new int[0]);
    var drawn = new ArrayList<Integer>();
    for (int i = 0; i < times; i++) {
      drawn.add(sampler.choose(logits()));
    }
    return drawn;
  }
}
