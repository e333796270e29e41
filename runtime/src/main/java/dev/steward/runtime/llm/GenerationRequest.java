package dev.steward.runtime.llm;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A text to be continued.
 *
 * @param prompt tokens, at least one
 * @param maxTokens to be written at most, at least one
 * @param stops texts before which it ends
 */
@SuppressWarnings("ArrayRecordComponent") // tokens on their way, which nobody compares
public record GenerationRequest(
    int[] prompt, int maxTokens, Sampling sampling, List<String> stops) {

  public GenerationRequest {
    stops = List.copyOf(stops);
    if (prompt.length == 0 || maxTokens < 1) {
      throw new IllegalArgumentException("there is nothing to continue or to write");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GenerationRequest that
        && Arrays.equals(prompt, that.prompt)
        && maxTokens == that.maxTokens
        && sampling.equals(that.sampling)
        && stops.equals(that.stops);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(prompt), maxTokens, sampling, stops);
  }
}
