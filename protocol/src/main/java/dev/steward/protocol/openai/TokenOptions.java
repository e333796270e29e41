package dev.steward.protocol.openai;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;

/**
 * What a request says of single tokens, which it names by their numbers in the model's vocabulary.
 *
 * @param bias is added to the logits of tokens, -100 to 100
 * @param stops tokens that end the text and aren't part of it
 * @param least so many tokens are written before the model, a token or a text may end it
 * @param ends whether the model may end it
 */
public record TokenOptions(Map<Integer, Double> bias, Set<Integer> stops, int least, Ends ends) {

  /** Whether the tokens count by which the model ends a text. */
  public enum Ends {
    HEEDED,
    /** It goes on until something else ends it. */
    IGNORED
  }

  /** Nothing is said. */
  public static final TokenOptions NONE = new TokenOptions(Map.of(), Set.of(), 0, Ends.HEEDED);

  public TokenOptions {
    requireNonNull(ends, "ends");
    bias = Map.copyOf(bias);
    stops = Set.copyOf(stops);
    if (least < 0) {
      throw new IllegalArgumentException("least is " + least);
    }
  }
}
