package dev.steward.protocol.text;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Texts whose classes are asked for.
 *
 * @param model name of the model
 * @param texts at least one
 * @param pairs the second text of each pair, as many as {@code texts}; empty: they aren't pairs
 * @param candidates classes in place of the model's own, for texts that aren't pairs; empty: the
 *     model's own
 * @param top how many of the likeliest classes are told by name; empty: none but the likeliest
 */
public record ClassifyRequest(
    String model,
    List<String> texts,
    List<String> pairs,
    Optional<Candidates> candidates,
    OptionalInt top) {

  public ClassifyRequest {
    requireNonNull(model, "model");
    texts = List.copyOf(texts);
    pairs = List.copyOf(pairs);
    requireNonNull(candidates, "candidates");
    requireNonNull(top, "top");
    if (!pairs.isEmpty() && pairs.size() != texts.size()) {
      throw new IllegalArgumentException(pairs.size() + " pairs of " + texts.size() + " texts");
    }
    if (!pairs.isEmpty() && candidates.isPresent()) {
      throw new IllegalArgumentException("pairs with candidates");
    }
  }
}
