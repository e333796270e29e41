package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steward.core.error.Outcome;
import dev.steward.protocol.openai.TokenLogprob;
import dev.steward.protocol.openai.TokenOptions;
import dev.steward.runtime.gguf.GgufFile;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.pool.Tenant;
import dev.steward.runtime.testing.SmolLm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * How likely a text's tokens are said to be, against the softmax over the logits of a computation
 * in floats of 32 bits on the same weights.
 */
class LikelihoodsIT {

  private static final String TEXT = "The sea is salty because rivers carry minerals to it.";

  @Test
  void each_token_of_a_prompt_is_as_likely_as_the_reference_finds_it() throws Exception {
    var file = GgufFile.open(SmolLm.file());
    var config = LlamaConfig.of(file);
    try (var model =
        LanguageModel.load(SmolLm.file(), Path.of("target", "cache", "llm"), 2, 64L << 20)) {
      var tokens = model.continuing(TEXT);
      var told = told(model, tokens);
      assertThat(told).hasSizeGreaterThanOrEqualTo(tokens.length);
      var right = new ReferenceLlama(file, config).logits(tokens);
      var largest = new ArrayList<Double>();
      for (int i = 1; i < tokens.length; i++) {
        double expected = right[i - 1][tokens[i]] - sum(right[i - 1]);
        double ours = told.get(i).logprob().orElseThrow();
        largest.add(Math.abs(ours - expected));
        assertThat(ours).isCloseTo(expected, within(0.02));
        int best = Sampler.best(right[i - 1]);
        assertThat(told.get(i).top().getFirst().logprob())
            .isCloseTo(right[i - 1][best] - sum(right[i - 1]), within(0.02));
      }
      System.out.printf(
          "largest difference of logarithms %.4f%n",
          largest.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
    }
  }

  private static double sum(float[] logits) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    return Math.log(sum);
  }

  private static List<TokenLogprob> told(LanguageModel model, int[] tokens) throws Exception {
    var request =
        new GenerationRequest(
            tokens,
            1,
            Sampling.GREEDY,
            List.of(),
            TokenOptions.NONE,
            OptionalInt.of(2),
            GenerationRequest.Echo.PROMPT,
            Optional.empty(),
            Tenant.NONE);
    var generation =
        ((Outcome.Done<Generation>) model.write("prompt", request, 1, () -> false)).value();
    var asked = new Asked(Tenant.NONE, Deadline.in(Duration.ofMinutes(1)), () -> false);
    return ((Outcome.Done<List<Pieces.Whole>>) new Pieces(generation, asked).whole())
        .value()
        .getFirst()
        .tokens();
  }
}
