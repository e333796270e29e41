package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.openai.TokenOptions;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.pool.Tenant;
import dev.steward.runtime.testing.SmolLm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SmolLM2 continuing prompts whose beginnings it has read before. */
class PrefixReuseIT {

  private static final Path CACHE = Path.of("target", "cache", "llm");
  private static final String LONG =
      "The sea is a vast body of salt water that covers more than two thirds of the Earth. It is"
          + " salty because rivers carry minerals from the rocks of the land to it. When water"
          + " evaporates from its surface, the minerals stay behind, and over millions of years"
          + " there were more and more of them. Most of it is sodium chloride, the same salt that"
          + " is used in the kitchen. Whales and fish live in it, and so do corals and weeds.";

  private LanguageModel model;

  @BeforeEach
  void load() throws Exception {
    model = fresh();
  }

  @AfterEach
  void close() {
    model.close();
  }

  /** Three slots. */
  private static LanguageModel fresh() throws Exception {
    return LanguageModel.load(SmolLm.file(), CACHE, 2, 300L << 20);
  }

  @Test
  void the_same_prompt_is_not_read_again_and_its_answer_is_the_same_to_the_last_bit()
      throws Exception {
    var first = whole(model, model.continuing(LONG), Tenant.NONE);
    var second = whole(model, model.continuing(LONG), Tenant.NONE);
    assertThat(first.end().cached()).isZero();
    assertThat(second.end().cached()).isEqualTo(model.continuing(LONG).length);
    assertThat(second.text()).isEqualTo(first.text());
    assertThat(numbers(second)).isEqualTo(numbers(first));
  }

  @Test
  void a_longer_prompt_begins_after_the_chunks_that_were_read_with_the_same_numbers()
      throws Exception {
    var prompt = model.continuing(LONG);
    assertThat(prompt.length).isGreaterThan(80);
    var longer = model.continuing(LONG + " Tell me more about the whales.");
    whole(model, Arrays.copyOf(prompt, 80), Tenant.NONE);
    var reused = whole(model, longer, Tenant.NONE);
    assertThat(reused.end().cached()).isEqualTo(64);
    try (var other = fresh()) {
      var alone = whole(other, longer, Tenant.NONE);
      assertThat(alone.end().cached()).isZero();
      assertThat(reused.text()).isEqualTo(alone.text());
      assertThat(numbers(reused)).isEqualTo(numbers(alone));
    }
  }

  @Test
  void what_was_written_is_taken_over_too_within_the_tolerance_of_steps() throws Exception {
    var prompt = Arrays.copyOf(model.continuing(LONG), 60);
    var first = whole(model, prompt, Tenant.NONE);
    var tokens = model.continuing(first.text());
    var next = Arrays.copyOf(prompt, prompt.length + tokens.length + 3);
    System.arraycopy(tokens, 0, next, prompt.length, tokens.length);
    var reused = whole(model, next, Tenant.NONE);
    assertThat(reused.end().cached()).isEqualTo(64);
    try (var other = fresh()) {
      var alone = whole(other, next, Tenant.NONE);
      assertThat(numbers(reused).getFirst()).isCloseTo(numbers(alone).getFirst(), within(0.02));
    }
  }

  @Test
  void two_conversations_take_turns_without_losing_theirs() throws Exception {
    var one = model.continuing(LONG);
    var other = model.continuing("Something else. " + LONG);
    whole(model, one, Tenant.NONE);
    whole(model, other, Tenant.NONE);
    assertThat(whole(model, one, Tenant.NONE).end().cached()).isEqualTo(one.length);
    assertThat(whole(model, other, Tenant.NONE).end().cached()).isEqualTo(other.length);
  }

  @Test
  void another_tenant_reads_all_of_it() throws Exception {
    var prompt = model.continuing(LONG);
    whole(model, prompt, new Tenant("a"));
    assertThat(whole(model, prompt, new Tenant("b")).end().cached()).isZero();
    assertThat(whole(model, prompt, new Tenant("a")).end().cached()).isEqualTo(prompt.length);
  }

  @Test
  void several_answers_read_their_prompt_once() throws Exception {
    var prompt = model.continuing(LONG);
    var answers = answers(model, prompt, Tenant.NONE, 3);
    assertThat(answers.stream().map(answer -> answer.end().cached()))
        .containsExactly(0, prompt.length, prompt.length);
    assertThat(answers.stream().map(answer -> numbers(answer).getFirst()).distinct()).hasSize(1);
  }

  private static List<Double> numbers(Pieces.Whole answer) {
    return answer.tokens().stream().map(token -> token.logprob().orElseThrow()).toList();
  }

  private static Pieces.Whole whole(LanguageModel model, int[] prompt, Tenant tenant)
      throws Exception {
    return answers(model, prompt, tenant, 1).getFirst();
  }

  private static List<Pieces.Whole> answers(
      LanguageModel model, int[] prompt, Tenant tenant, int choices) throws Exception {
    var request =
        new GenerationRequest(
            prompt,
            12,
            Sampling.GREEDY,
            List.of(),
            TokenOptions.NONE,
            OptionalInt.of(0),
            GenerationRequest.Echo.NOTHING,
            Optional.empty(),
            tenant);
    var generation =
        ((Outcome.Done<Generation>) model.write("prompt", request, choices, () -> false)).value();
    var asked = new Asked(tenant, Deadline.in(Duration.ofMinutes(1)), () -> false);
    return ((Outcome.Done<List<Pieces.Whole>>) new Pieces(generation, asked).whole()).value();
  }
}
