package dev.steward.runtime.llm;

import static java.util.Objects.requireNonNull;

import dev.steward.protocol.openai.TokenOptions;
import dev.steward.runtime.grammar.Grammar;
import dev.steward.runtime.pool.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A text to be continued.
 *
 * @param prompt tokens, at least one
 * @param maxTokens to be written at most, at least one
 * @param stops texts before which it ends
 * @param tokens what is said of single tokens
 * @param likely how many of the likeliest tokens are told in the place of each; empty where nothing
 *     is told of tokens
 * @param echo what the answer begins with
 * @param form of the answer; empty for any text
 * @param tenant for whom; of whose texts alone it may take over the beginning
 */
@SuppressWarnings("ArrayRecordComponent") // tokens on their way, which nobody compares
public record GenerationRequest(
    int[] prompt,
    int maxTokens,
    Sampling sampling,
    List<String> stops,
    TokenOptions tokens,
    OptionalInt likely,
    Echo echo,
    Optional<Grammar> form,
    Tenant tenant) {

  /** What an answer begins with. */
  public enum Echo {
    /** The text that was written. */
    NOTHING,
    /** The prompt's text, and where tokens are told, the prompt's too. */
    PROMPT
  }

  public GenerationRequest {
    requireNonNull(sampling, "sampling");
    requireNonNull(tokens, "tokens");
    requireNonNull(likely, "likely");
    requireNonNull(echo, "echo");
    requireNonNull(form, "form");
    requireNonNull(tenant, "tenant");
    stops = List.copyOf(stops);
    if (prompt.length == 0 || maxTokens < 1) {
      throw new IllegalArgumentException("there is nothing to continue or to write");
    }
  }

  /** One of which nothing but its text is asked for. */
  public static GenerationRequest of(
      int[] prompt, int maxTokens, Sampling sampling, List<String> stops, Tenant tenant) {
    return new GenerationRequest(
        prompt,
        maxTokens,
        sampling,
        stops,
        TokenOptions.NONE,
        OptionalInt.empty(),
        Echo.NOTHING,
        Optional.empty(),
        tenant);
  }

  /** Whether the likelihoods of the prompt's own tokens are told, for which each is read alone. */
  boolean tellsPrompt() {
    return echo == Echo.PROMPT && likely.isPresent();
  }
}
