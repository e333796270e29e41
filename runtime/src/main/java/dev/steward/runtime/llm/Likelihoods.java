package dev.steward.runtime.llm;

import dev.steward.protocol.openai.TokenLogprob;
import dev.steward.protocol.openai.TokenLogprob.Likely;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;

/**
 * How likely the model finds tokens: the logarithms of the softmax over its logits, as they are
 * before penalties, the temperature or anything else that chooses among them.
 */
final class Likelihoods {

  private final IntFunction<byte[]> shown;
  private final int top;

  /**
   * Those of a vocabulary's tokens.
   *
   * @param shown the bytes by which a token is shown
   * @param top how many of the likeliest are told in the place of each token
   */
  Likelihoods(IntFunction<byte[]> shown, int top) {
    this.shown = shown;
    this.top = top;
  }

  /**
   * A token that stands after what gave these logits.
   *
   * @param offset characters of the text before it
   */
  TokenLogprob of(float[] logits, int token, int offset) {
    double whole = logarithmOfSum(logits);
    var likely = new ArrayList<Likely>();
    for (int each : likeliest(logits)) {
      likely.add(new Likely(shown.apply(each), logits[each] - whole));
    }
    return new TokenLogprob(
        shown.apply(token), OptionalDouble.of(logits[token] - whole), offset, likely);
  }

  /** The first token of all, of which nothing says how likely it is. */
  TokenLogprob first(int token) {
    return new TokenLogprob(shown.apply(token), OptionalDouble.empty(), 0, List.of());
  }

  /** Of e to the power of each; from the highest down, so that nothing overflows. */
  static double logarithmOfSum(float[] logits) {
    double highest = logits[Sampler.best(logits)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - highest);
    }
    return highest + Math.log(sum);
  }

  /** The likeliest tokens, the first one first; of equals the one with the lower number. */
  private int[] likeliest(float[] logits) {
    var best = new int[top];
    int count = 0;
    for (int token = 0; token < logits.length; token++) {
      int at = count;
      while (at > 0 && logits[token] > logits[best[at - 1]]) {
        at--;
      }
      if (at < top) {
        count = Math.min(count + 1, top);
        System.arraycopy(best, at, best, at + 1, count - at - 1);
        best[at] = token;
      }
    }
    return Arrays.copyOf(best, count);
  }
}
