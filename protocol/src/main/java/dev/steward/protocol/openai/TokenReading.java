package dev.steward.protocol.openai;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.RefusedException;
import dev.steward.protocol.openai.TokenOptions.Ends;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads the fields that name single tokens: {@code logit_bias} of OpenAI's API, the others of
 * vLLM's.
 */
final class TokenReading {

  static final String FIELDS = "logit_bias, min_tokens, stop_token_ids, ignore_eos";

  private static final int MOST_BIASED = 1_024;
  private static final int MOST_STOPS = 64;
  private static final int MOST_BIAS = 100;

  private final JsonReader json;
  private Map<Integer, Double> bias = Map.of();
  private Set<Integer> stops = Set.of();
  private int least;
  private Ends ends = Ends.HEEDED;

  TokenReading(JsonReader json) {
    this.json = json;
  }

  /** Reads the value of a field, if it is one of these; null counts as absent. */
  boolean read(String name) throws IOException {
    boolean given = json.token() != JsonToken.VALUE_NULL;
    switch (name) {
      case "logit_bias" -> bias = given ? biases() : bias;
      case "min_tokens" -> least = given ? (int) json.integer(0, OptionsReading.MOST_TOKENS) : 0;
      case "stop_token_ids" -> stops = given ? stops() : stops;
      case "ignore_eos" -> ends = given && json.truth() ? Ends.IGNORED : Ends.HEEDED;
      default -> {
        return false;
      }
    }
    return true;
  }

  private Map<Integer, Double> biases() throws IOException {
    var all = new HashMap<Integer, Double>();
    json.object(name -> {
      if (all.size() == MOST_BIASED) {
        throw json.refused("more than " + MOST_BIASED + " tokens", "name fewer");
      }
      if (!name.matches("0|[1-9][0-9]{0,8}")) {
        throw json.refused("this is no token's number", "name tokens by numbers such as \"42\"");
      }
      all.put(Integer.valueOf(name), number());
    });
    return all;
  }

  private double number() throws IOException {
    if (json.token().isNumeric()) {
      double number = json.parser().getDoubleValue();
      if (Math.abs(number) <= MOST_BIAS) {
        return number;
      }
    }
    throw json.refused(
        "found " + json.found(), "send a number from %d to %d".formatted(-MOST_BIAS, MOST_BIAS));
  }

  private Set<Integer> stops() throws IOException {
    var all = new HashSet<Integer>();
    json.array(() -> {
      all.add((int) json.integer(0, Integer.MAX_VALUE));
      if (all.size() > MOST_STOPS) {
        throw json.refused("more than " + MOST_STOPS + " tokens", "name fewer");
      }
    });
    return all;
  }

  /**
   * All that were read.
   *
   * @param most tokens of the text, where that is said
   */
  TokenOptions options(OptionalInt most) throws IOException {
    if (most.isPresent() && least > most.getAsInt()) {
      throw new RefusedException(
          Refusal.of(
              ErrorCode.INVALID_REQUEST,
              new Violation(
                  "min_tokens",
                  "found %d, and max_tokens is %d".formatted(least, most.getAsInt()),
                  "send at most as many as max_tokens")));
    }
    return new TokenOptions(bias, stops, least, ends);
  }
}
