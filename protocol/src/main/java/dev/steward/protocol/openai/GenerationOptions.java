package dev.steward.protocol.openai;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a text is to be written; what OpenAI's clients send, and {@code top_k}, {@code min_p} and
 * {@code repetition_penalty}, which vLLM has added.
 *
 * @param maxTokens at most; empty for as many as there is room for
 * @param temperature 0 to 2
 * @param topP above 0, to 1
 * @param topK 0 for all
 * @param minP 0 to 1
 * @param repetitionPenalty above 0; 1 for none
 * @param presencePenalty -2 to 2
 * @param frequencyPenalty -2 to 2
 * @param stops up to four texts before which it ends
 * @param choices how many answers, at least one
 * @param logprobs of how many likely tokens the probabilities are told in the place of each, 0 for
 *     those of the answer alone; empty for no probabilities
 * @param tokens what is said of single tokens
 */
public record GenerationOptions(
    OptionalInt maxTokens,
    double temperature,
    double topP,
    int topK,
    double minP,
    double repetitionPenalty,
    double presencePenalty,
    double frequencyPenalty,
    OptionalLong seed,
    List<String> stops,
    int choices,
    OptionalInt logprobs,
    TokenOptions tokens,
    Delivery delivery) {

  /** How it is answered. */
  public enum Delivery {
    /** As one JSON document, when it is finished. */
    WHOLE,
    /** As server-sent events, piece by piece. */
    STREAM,
    /** The same, with the count of tokens before the end. */
    STREAM_WITH_USAGE
  }

  public GenerationOptions {
    requireNonNull(tokens, "tokens");
    requireNonNull(delivery, "delivery");
    stops = List.copyOf(stops);
  }
}
