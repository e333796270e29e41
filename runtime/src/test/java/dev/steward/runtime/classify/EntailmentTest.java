package dev.steward.runtime.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.protocol.text.Candidates.Choice;
import dev.steward.runtime.beside.Labels;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class EntailmentTest {

  private static final List<float[]> LOGITS =
      List.of(new float[] {1, 0, 3}, new float[] {2, 9, 1}, new float[] {-1, 0, 1});

  private static void near(float[] scores, double... expected) {
    assertThat(scores).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) scores[i]).isCloseTo(expected[i], Offset.offset(1e-6));
    }
  }

  @Test
  void a_models_classes_are_known_by_their_names() {
    assertThat(Entailment.of(new Labels(List.of("CONTRADICTION", "NEUTRAL", "ENTAILMENT"))))
        .contains(new Entailment(2, 0));
    assertThat(Entailment.of(new Labels(List.of("entailment", "neutral", "contradiction"))))
        .contains(new Entailment(0, 2));
    assertThat(Entailment.of(new Labels(List.of("entailment", "not_entailment"))))
        .contains(new Entailment(0, 1));
    assertThat(Entailment.of(new Labels(List.of("no", "entails")))).contains(new Entailment(1, 0));
    assertThat(Entailment.of(new Labels(List.of("negative", "positive")))).isEmpty();
    assertThat(Entailment.of(new Labels(List.of("entailment")))).isEmpty();
  }

  @Test
  void of_candidates_that_exclude_each_other_the_one_that_is_entailed_most_is_likeliest() {
    double sum = Math.exp(3) + Math.exp(1) + Math.exp(1);
    near(
        new Entailment(2, 0).scores(LOGITS, Choice.ONE),
        Math.exp(3) / sum,
        Math.exp(1) / sum,
        Math.exp(1) / sum);
  }

  @Test
  void candidates_that_do_not_are_each_weighed_against_their_contradiction() {
    near(
        new Entailment(2, 0).scores(LOGITS, Choice.ANY),
        1 / (1 + Math.exp(-2)),
        1 / (1 + Math.exp(1)),
        1 / (1 + Math.exp(-2)));
  }

  @Test
  void a_single_candidate_is_not_certain() {
    near(new Entailment(2, 0).scores(LOGITS.subList(1, 2), Choice.ONE), 1 / (1 + Math.exp(1)));
  }
}
