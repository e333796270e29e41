package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.protocol.openai.TokenOptions;
import dev.steward.protocol.openai.TokenOptions.Ends;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenRulesTest {

  private static final float NEVER = Float.NEGATIVE_INFINITY;
  private static final int END = 3;

  @Test
  void a_bias_is_added() {
    var options = new TokenOptions(Map.of(1, -100.0, 2, 0.5), Set.of(), 0, Ends.HEEDED);
    assertThat(applied(options, 0, 1, 2, 3, 4)).containsExactly(1, -98, 3.5f, 4);
  }

  @Test
  void no_end_is_chosen_before_the_least_length() {
    var options = new TokenOptions(Map.of(), Set.of(0), 2, Ends.HEEDED);
    assertThat(applied(options, 0, 1, 2, 3, 4)).containsExactly(NEVER, 2, 3, NEVER);
    assertThat(applied(options, 1, 1, 2, 3, 4)).containsExactly(NEVER, 2, 3, NEVER);
    assertThat(applied(options, 2, 1, 2, 3, 4)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void the_models_ends_are_ignored_but_for_those_that_the_request_names() {
    var all = new TokenOptions(Map.of(), Set.of(), 0, Ends.IGNORED);
    assertThat(applied(all, 9, 1, 2, 3, 4)).containsExactly(1, 2, 3, NEVER);
    var none = new TokenOptions(Map.of(), Set.of(END), 0, Ends.IGNORED);
    assertThat(applied(none, 9, 1, 2, 3, 4)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void where_a_form_leaves_nothing_but_ends_one_is_chosen() {
    var options = new TokenOptions(Map.of(), Set.of(), 5, Ends.IGNORED);
    assertThat(applied(options, 0, NEVER, NEVER, NEVER, 4)).containsExactly(NEVER, NEVER, NEVER, 4);
  }

  @Test
  void both_kinds_of_ends_end_a_text() {
    var rules = new TokenRules(new TokenOptions(Map.of(), Set.of(0), 0, Ends.HEEDED), Set.of(END));
    assertThat(rules.ends(0)).isTrue();
    assertThat(rules.ends(END)).isTrue();
    assertThat(rules.ends(1)).isFalse();
  }

  @Test
  void a_token_that_the_model_has_not_is_told_by_its_field() {
    var biased = new TokenOptions(Map.of(4, 1.0, 9, 1.0), Set.of(), 0, Ends.HEEDED);
    assertThat(TokenRules.unknown(biased, 4).orElseThrow().message())
        .isEqualTo("logit_bias: the model has no token 4; use numbers from 0 to 3");
    assertThat(TokenRules.unknown(biased, 10)).isEmpty();
  }

  private static float[] applied(TokenOptions options, int written, float... logits) {
    new TokenRules(options, Set.of(END)).apply(logits, written);
    return logits;
  }
}
