package dev.steward.runtime.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;

class ScoringPropertyTest {

  @Example
  void the_kind_of_problem_says_how_numbers_become_scores() {
    assertThat(Scoring.of(Optional.empty(), 2)).isEqualTo(Scoring.SOFTMAX);
    assertThat(Scoring.of(Optional.of("single_label_classification"), 3))
        .isEqualTo(Scoring.SOFTMAX);
    assertThat(Scoring.of(Optional.of("multi_label_classification"), 3)).isEqualTo(Scoring.SIGMOID);
    assertThat(Scoring.of(Optional.empty(), 1)).isEqualTo(Scoring.SIGMOID);
    assertThat(Scoring.of(Optional.of("regression"), 1)).isEqualTo(Scoring.NONE);
  }

  @Property
  void scores_of_one_class_among_others_add_up_to_one_in_the_order_of_the_numbers(
      @ForAll @Size(min = 1, max = 30) float[] logits) {
    var scores = Scoring.SOFTMAX.scores(logits);
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      assertThat(scores[i]).isBetween(0f, 1f);
      sum += scores[i];
      for (int j = 0; j < logits.length; j++) {
        if (logits[i] > logits[j]) {
          assertThat(scores[i]).isGreaterThanOrEqualTo(scores[j]);
        }
      }
    }
    assertThat(sum).isCloseTo(1, within(1e-5));
  }

  @Property
  void what_is_added_to_every_number_changes_no_score_of_one_class_among_others(
      @ForAll @Size(min = 1, max = 8) @FloatRange(min = -50, max = 50) float[] logits,
      @ForAll @FloatRange(min = -50, max = 50) float added) {
    var moved = logits.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += added;
    }
    assertThat(Scoring.SOFTMAX.scores(moved))
        .usingComparatorWithPrecision(1e-4f)
        .containsExactly(Scoring.SOFTMAX.scores(logits));
  }

  @Property
  void classes_that_do_not_exclude_each_other_are_scored_each_by_itself(
      @ForAll @Size(min = 1, max = 30) float[] logits) {
    var scores = Scoring.SIGMOID.scores(logits);
    for (int i = 0; i < logits.length; i++) {
      assertThat(scores[i]).isBetween(0f, 1f);
      assertThat(scores[i]).isEqualTo(Scoring.SIGMOID.scores(new float[] {logits[i]})[0]);
      assertThat(scores[i] >= 0.5f).isEqualTo(logits[i] >= 0 || scores[i] == 0.5f);
    }
  }

  @Property
  void a_quantity_is_told_as_it_is(@ForAll @Size(min = 1, max = 5) float[] logits) {
    assertThat(Scoring.NONE.scores(logits)).containsExactly(logits);
  }

  @Example
  void numbers_that_are_none_have_no_finite_scores() {
    assertThat(Scoring.finite(Scoring.SOFTMAX.scores(new float[] {1, Float.NaN}))).isFalse();
    assertThat(Scoring.finite(Scoring.SIGMOID.scores(new float[] {Float.NaN}))).isFalse();
    assertThat(Scoring.finite(Scoring.NONE.scores(new float[] {Float.POSITIVE_INFINITY})))
        .isFalse();
    assertThat(
            Scoring.finite(Scoring.SOFTMAX.scores(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE})))
        .isTrue();
  }
}
