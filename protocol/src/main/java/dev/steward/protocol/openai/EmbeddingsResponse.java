package dev.steward.protocol.openai;

import static java.util.Objects.requireNonNull;

import dev.steward.protocol.openai.EmbeddingsRequest.Encoding;
import java.util.List;

/**
 * The vectors of a request's inputs, in their order.
 *
 * @param vectors one for each input, of finite numbers
 * @param tokens how many tokens the model has read
 */
public record EmbeddingsResponse(
    String model, List<float[]> vectors, Encoding encoding, int tokens) {

  public EmbeddingsResponse {
    requireNonNull(model, "model");
    requireNonNull(encoding, "encoding");
    vectors = List.copyOf(vectors);
  }
}
