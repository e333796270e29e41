package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.openai.TokenOptions;
import dev.steward.runtime.llm.Generation.Piece;
import dev.steward.runtime.pool.Tenant;
import dev.steward.runtime.testing.SmolLm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** SmolLM2 with two slots, which one tenant has taken when another one comes. */
class PausingIT {

  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Tenant A = new Tenant("a");
  private static final Tenant B = new Tenant("b");
  private static final Sampling SEEDED =
      new Sampling(0.9, 20, 0.95, 0, 1, 0, 0, OptionalLong.of(11));

  @Test
  void a_text_pauses_for_another_tenants_and_goes_on_as_if_it_had_not() throws Exception {
    try (var model =
        LanguageModel.load(SmolLm.file(), Path.of("target", "cache", "llm"), 2, 200L << 20)) {
      assertThat(model.plan().slots()).isEqualTo(2);
      var greedy = asked(model, "1, 2, 3, 4, 5, 6,", 150, Sampling.GREEDY, A);
      var seeded = asked(model, "a, b, c, d, e, f, g,", 150, SEEDED, A);
      var alone = List.of(rest(begun(model, greedy)), rest(begun(model, seeded)));
      var first = begun(model, greedy);
      var second = begun(model, seeded);
      var texts = List.of(new StringBuilder(), new StringBuilder());
      for (int i = 0; i < 80; i++) {
        texts.getFirst().append(text(first.next(LONG).orElseThrow()));
      }
      var other = rest(begun(model, asked(model, "1, 2, 3,", 4, Sampling.GREEDY, B)));
      assertThat(other).startsWith(" 4");
      // Two slots are A's, so that B's text can't have got one unless one of A's has paused.
      texts.getFirst().append(unfinished(first));
      texts.getLast().append(unfinished(second));
      texts.getFirst().append(rest(first));
      texts.getLast().append(rest(second));
      assertThat(texts.stream().map(StringBuilder::toString).toList()).isEqualTo(alone);
    }
  }

  private static GenerationRequest asked(
      LanguageModel model, String prompt, int tokens, Sampling sampling, Tenant tenant) {
    return new GenerationRequest(
        model.continuing(prompt),
        tokens,
        sampling,
        List.of(),
        new TokenOptions(Map.of(), Set.of(), 0, TokenOptions.Ends.IGNORED),
        OptionalInt.empty(),
        GenerationRequest.Echo.NOTHING,
        Optional.empty(),
        tenant);
  }

  private static Generation begun(LanguageModel model, GenerationRequest request) {
    return ((Outcome.Done<Generation>) model.write("prompt", request, 1, () -> false)).value();
  }

  private static String text(Piece piece) {
    return switch (piece) {
      case Piece.Text(var _, var text, var _) -> text;
      case Piece.End _ -> throw new AssertionError("it has ended");
      case Piece.Failed(var refusal) -> throw new AssertionError(refusal.message());
    };
  }

  /** What there is by now of a text that hasn't ended. */
  private static String unfinished(Generation generation) throws InterruptedException {
    var text = new StringBuilder();
    for (var next = generation.next(Duration.ZERO);
        next.isPresent();
        next = generation.next(Duration.ZERO)) {
      text.append(text(next.get()));
    }
    return text.toString();
  }

  /** All that is to come of a text. */
  private static String rest(Generation generation) throws InterruptedException {
    var text = new StringBuilder();
    while (true) {
      var next = generation.next(LONG).orElseThrow();
      if (next instanceof Piece.End) {
        return text.toString();
      }
      text.append(text(next));
    }
  }
}
