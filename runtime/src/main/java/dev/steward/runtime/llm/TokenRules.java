package dev.steward.runtime.llm;

import dev.steward.core.check.Violation;
import dev.steward.protocol.openai.TokenOptions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a request says of single tokens, applied to one text: some are made likelier, some end it,
 * and until it has its least length, or where the model's own ends are ignored, no end is chosen.
 *
 * <p>A form goes before: where it leaves nothing but ends, one is chosen.
 */
final class TokenRules {

  private final TokenOptions options;
  private final Set<Integer> all;
  private final Set<Integer> ignored;

  /**
   * Those of a text.
   *
   * @param ends tokens with which the model ends a text
   */
  TokenRules(TokenOptions options, Set<Integer> ends) {
    this.options = options;
    this.all = union(ends, options.stops());
    this.ignored =
        switch (options.ends()) {
          case HEEDED -> Set.of();
          case IGNORED -> without(ends, options.stops());
        };
  }

  private static Set<Integer> union(Set<Integer> some, Set<Integer> others) {
    var all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  private static Set<Integer> without(Set<Integer> some, Set<Integer> others) {
    var left = new HashSet<>(some);
    left.removeAll(others);
    return left;
  }

  /** The first token of the request that a vocabulary of this size hasn't. */
  static Optional<Violation> unknown(TokenOptions options, int vocabulary) {
    return unknown("logit_bias", options.bias().keySet(), vocabulary)
        .or(() -> unknown("stop_token_ids", options.stops(), vocabulary));
  }

  private static Optional<Violation> unknown(String field, Set<Integer> tokens, int vocabulary) {
    return tokens.stream()
        .filter(token -> token >= vocabulary)
        .min(Integer::compare)
        .map(token ->
            new Violation(
                field,
                "the model has no token " + token,
                "use numbers from 0 to " + (vocabulary - 1)));
  }

  /**
   * Changes the logits of the next token.
   *
   * @param logits minus infinity for what the form of the answer doesn't allow
   * @param written tokens so far
   */
  void apply(float[] logits, int written) {
    options.bias().forEach((token, bias) -> logits[token] += bias.floatValue());
    var forbidden = mayEnd(written) ? ignored : all;
    if (!forbidden.isEmpty() && others(logits, forbidden)) {
      forbidden.forEach(token -> logits[token] = Float.NEGATIVE_INFINITY);
    }
  }

  private static boolean others(float[] logits, Set<Integer> forbidden) {
    for (int token = 0; token < logits.length; token++) {
      if (logits[token] != Float.NEGATIVE_INFINITY && !forbidden.contains(token)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a token ends the text. */
  boolean ends(int token) {
    return all.contains(token);
  }

  /** Whether a text may end after so many tokens. */
  boolean mayEnd(int written) {
    return written >= options.least();
  }
}
