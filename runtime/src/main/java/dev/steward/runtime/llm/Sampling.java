package dev.steward.runtime.llm;

import java.util.OptionalLong;

/**
 * How the next token is chosen among those that the model finds likely.
 *
 * @param temperature by which logits are divided; 0 always takes the likeliest
 * @param topK only so many of the likeliest; 0 for all
 * @param topP only the likeliest that have this probability together; 1 for all
 * @param minP only those with at least this part of the likeliest one's probability; 0 for all
 * @param repetition logits of tokens that were there, in the prompt too, are divided by it where
 *     they are positive, else multiplied; 1 for none
 * @param presence is taken from the logits of tokens that were written
 * @param frequency is taken from them for each time
 * @param seed of what is drawn; empty for another each time
 */
public record Sampling(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetition,
    double presence,
    double frequency,
    OptionalLong seed) {

  /** Always the likeliest. */
  public static final Sampling GREEDY = new Sampling(0, 0, 1, 0, 1, 0, 0, OptionalLong.empty());

  /** The same for another of several answers: with a seed of its own. */
  Sampling forChoice(int choice) {
    var own = seed.isPresent() ? OptionalLong.of(seed.getAsLong() + choice) : seed;
    return new Sampling(temperature, topK, topP, minP, repetition, presence, frequency, own);
  }

  public Sampling {
    if (temperature < 0 || topK < 0 || !(topP > 0 && topP <= 1) || minP < 0 || repetition <= 0) {
      throw new IllegalArgumentException("out of range");
    }
  }
}
