package dev.steward.protocol.text;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Texts in which entities are looked for.
 *
 * @param model name of the model
 * @param texts at least one
 * @param aggregation which tokens are an entity together
 */
public record EntitiesRequest(String model, List<String> texts, Aggregation aggregation) {

  public EntitiesRequest {
    requireNonNull(model, "model");
    texts = List.copyOf(texts);
    requireNonNull(aggregation, "aggregation");
  }

  /** How tokens become entities, as Hugging Face's {@code aggregation_strategy}. */
  public enum Aggregation {
    /** Not at all. */
    NONE("none"),
    /** Those of one kind that follow each other, until one begins anew. */
    SIMPLE("simple");

    private final String text;

    Aggregation(String text) {
      this.text = text;
    }

    /** As it stands in requests. */
    public String text() {
      return text;
    }
  }
}
