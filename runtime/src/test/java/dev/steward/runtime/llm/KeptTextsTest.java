package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.runtime.pool.Tenant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class KeptTextsTest {

  private static final int SLOTS = 3;
  private static final int CHUNK = 64;
  private static final Tenant OTHER = new Tenant("other");

  private final KeptTexts kept = new KeptTexts(SLOTS, CHUNK);

  @Test
  void whole_chunks_are_taken_over() {
    kept.keep(1, text(Tenant.NONE, tokens(200, 0), 150));
    assertThat(beginning(tokens(240, 0)))
        .hasValueSatisfying(found -> {
          assertThat(found.slot()).isEqualTo(1);
          assertThat(found.tokens()).isEqualTo(192);
          assertThat(found.after()).isEmpty();
        });
  }

  @Test
  void at_least_a_token_is_read_for_the_logits_after_it() {
    kept.keep(1, text(Tenant.NONE, tokens(200, 0), 150));
    assertThat(beginning(tokens(128, 0)).orElseThrow().tokens()).isEqualTo(64);
  }

  @Test
  void the_same_prompt_is_taken_over_whole_with_the_logits_after_it() {
    kept.keep(2, text(Tenant.NONE, tokens(30, 0), 20));
    var found = beginning(tokens(20, 0)).orElseThrow();
    assertThat(found.tokens()).isEqualTo(20);
    assertThat(found.after().orElseThrow()).containsExactly(20f);
  }

  @Test
  void less_than_a_chunk_is_not_worth_it() {
    kept.keep(1, text(Tenant.NONE, tokens(200, 0), 150));
    assertThat(beginning(tokens(63, 0))).isEmpty();
    var different = tokens(200, 0);
    different[60] = -1;
    assertThat(beginning(different)).isEmpty();
  }

  @Test
  void nothing_is_taken_over_from_another_tenant() {
    kept.keep(1, text(OTHER, tokens(200, 0), 150));
    assertThat(beginning(tokens(240, 0))).isEmpty();
    assertThat(kept.of(tokens(240, 0), OTHER, Map.of())).isPresent();
  }

  @Test
  void the_longest_beginning_is_taken_whoever_writes_on_it() {
    kept.keep(2, text(Tenant.NONE, tokens(70, 0), 70));
    var writing = Map.of(0, text(Tenant.NONE, tokens(130, 0), 100));
    assertThat(kept.of(tokens(300, 0), Tenant.NONE, writing).orElseThrow().slot()).isZero();
  }

  @Test
  void what_was_used_longest_ago_makes_room() {
    var text = text(Tenant.NONE, tokens(70, 5), 70);
    kept.keep(1, text(Tenant.NONE, tokens(70, 0), 70));
    assertThat(kept.placeFor(text, 1, OptionalInt.empty())).hasValue(2);
    kept.keep(2, text(Tenant.NONE, tokens(70, 1), 70));
    assertThat(kept.placeFor(text, 1, OptionalInt.empty())).hasValue(1);
    assertThat(kept.placeFor(text, 1, OptionalInt.of(1))).hasValue(2);
    assertThat(kept.placeFor(text, 2, OptionalInt.of(2))).isEmpty();
    kept.keep(1, text(Tenant.NONE, tokens(70, 2), 70));
    assertThat(kept.placeFor(text, 1, OptionalInt.empty())).hasValue(2);
  }

  @Test
  void what_is_written_over_is_gone() {
    kept.keep(1, text(Tenant.NONE, tokens(200, 0), 150));
    assertThat(kept.give(1)).isPresent();
    assertThat(kept.give(1)).isEmpty();
    assertThat(beginning(tokens(240, 0))).isEmpty();
  }

  private Optional<KeptTexts.Beginning> beginning(int[] prompt) {
    return kept.of(prompt, Tenant.NONE, Map.of());
  }

  private static KeptText text(Tenant tenant, int[] tokens, int prompt) {
    return new KeptText(tenant, tokens, prompt, Optional.of(new float[] {prompt}));
  }

  private static int[] tokens(int count, int first) {
    var tokens = new int[count];
    Arrays.setAll(tokens, i -> first + i);
    return tokens;
  }
}
