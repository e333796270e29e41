package dev.steward.runtime.llm;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalInt;

/**
 * A text to be continued.
 *
 * @param prompt tokens, at least one
 * @param maxTokens to be written at most, at least one
 * @param stops texts before which it ends
 * @param likely how many of the likeliest tokens are told in the place of each; empty where nothing
 *     is told of tokens
 * @param echo what the answer begins with
 */
@SuppressWarnings("ArrayRecordComponent") // tokens on their way, which nobody compares
public record GenerationRequest(
    int[] prompt,
    int maxTokens,
    Sampling sampling,
    List<String> stops,
    OptionalInt likely,
    Echo echo) {

  /** What an answer begins with. */
  public enum Echo {
    /** The text that was written. */
    NOTHING,
    /** The prompt's text, and where tokens are told, the prompt's too. */
    PROMPT
  }

  public GenerationRequest {
    requireNonNull(sampling, "sampling");
    requireNonNull(likely, "likely");
    requireNonNull(echo, "echo");
    stops = List.copyOf(stops);
    if (prompt.length == 0 || maxTokens < 1) {
      throw new IllegalArgumentException("there is nothing to continue or to write");
    }
  }

  /** One of which nothing but its text is asked for. */
  public static GenerationRequest of(
      int[] prompt, int maxTokens, Sampling sampling, List<String> stops) {
    return new GenerationRequest(
        prompt, maxTokens, sampling, stops, OptionalInt.empty(), Echo.NOTHING);
  }

  /** Whether the likelihoods of the prompt's own tokens are told, for which each is read alone. */
  boolean tellsPrompt() {
    return echo == Echo.PROMPT && likely.isPresent();
  }
}
