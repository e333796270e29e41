package dev.steward.runtime.llm;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Chooses the tokens of one sequence. What it draws depends on the seed and the logits alone, not
 * on what other sequences do.
 *
 * <p>Penalties come first, then the temperature, top-k, top-p and min-p, each on what the one
 * before has left.
 */
final class Sampler {

  private final Sampling sampling;
  private final SplittableRandom random;
  private final Set<Integer> seen = new HashSet<>();
  private final Map<Integer, Integer> written = new HashMap<>();

  Sampler(Sampling sampling, int[] prompt) {
    this.sampling = sampling;
    this.random =
        sampling.seed().isPresent()
            ? new SplittableRandom(sampling.seed().getAsLong())
            : new SplittableRandom();
    Arrays.stream(prompt).forEach(seen::add);
  }

  /**
   * The next token.
   *
   * @param logits of all tokens; are changed
   */
  int choose(float[] logits) {
    penalise(logits);
    int best = best(logits);
    int token = sampling.temperature() == 0 ? best : drawn(logits, logits[best]);
    seen.add(token);
    written.merge(token, 1, Integer::sum);
    return token;
  }

  private void penalise(float[] logits) {
    if (sampling.repetition() != 1) {
      for (int token : seen) {
        logits[token] *=
            (float) (logits[token] > 0 ? 1 / sampling.repetition() : sampling.repetition());
      }
    }
    written.forEach((token, times) ->
        logits[token] -= (float) (sampling.presence() + times * sampling.frequency()));
  }

  /** The likeliest; of equals the first. */
  static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private int drawn(float[] logits, float highest) {
    var weights = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      weights[i] = Math.exp((logits[i] - highest) / sampling.temperature());
      sum += weights[i];
    }
    var left = candidates(weights, sum);
    double all = 0;
    for (var each : left) {
      all += each.weight;
    }
    double point = random.nextDouble() * all;
    for (var each : left) {
      point -= each.weight;
      if (point < 0) {
        return each.token;
      }
    }
    return left[left.length - 1].token;
  }

  /** A token with its weight; the likeliest one's is 1. */
  private record Candidate(int token, double weight) {}

  /**
   * What may be drawn, the likeliest first.
   *
   * <p>Only few are sorted: the tokens below a weight of (1 - topP) / n of all have less than 1 -
   * topP together, so that topP is reached before the first of them.
   */
  private Candidate[] candidates(double[] weights, double sum) {
    double least = Math.max(sampling.minP(), sum * (1 - sampling.topP()) / weights.length);
    var some = new Candidate[weights.length];
    int count = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0 && weights[i] >= least) {
        some[count++] = new Candidate(i, weights[i]);
      }
    }
    var sorted = Arrays.copyOf(some, count);
    if (sampling.topK() == 0 && sampling.topP() == 1) {
      return sorted;
    }
    Arrays.sort(sorted, (a, b) -> Double.compare(b.weight, a.weight));
    int kept = sampling.topK() == 0 ? count : Math.min(count, sampling.topK());
    return Arrays.copyOf(sorted, reaching(sorted, kept, sum));
  }

  /** How many of the first {@code kept} have topP together. */
  private int reaching(Candidate[] sorted, int kept, double sum) {
    if (sampling.topP() == 1) {
      return kept;
    }
    double all = sum;
    if (sampling.topK() != 0) {
      all = 0;
      for (int i = 0; i < kept; i++) {
        all += sorted[i].weight;
      }
    }
    double reached = 0;
    for (int i = 0; i < kept; i++) {
      reached += sorted[i].weight;
      if (reached >= sampling.topP() * all) {
        return i + 1;
      }
    }
    return kept;
  }
}
