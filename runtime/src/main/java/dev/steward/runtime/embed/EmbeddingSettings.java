package dev.steward.runtime.embed;

/**
 * How a model's vectors are made.
 *
 * @param pooling of the tokens' vectors into one
 * @param scaling of the pooled vector
 * @param maxTokens longer texts are cut, special tokens included
 */
public record EmbeddingSettings(Pooling pooling, Scaling scaling, int maxTokens) {

  public EmbeddingSettings {
    if (maxTokens < 1) {
      throw new IllegalArgumentException("at least one token");
    }
  }

  /** How the vectors of a text's tokens become one. */
  public enum Pooling {
    /** The mean over the tokens that aren't padding. */
    MEAN,
    /** The first token's. */
    FIRST
  }

  /** What happens to the pooled vector. */
  public enum Scaling {
    /** Divided by its Euclidean length. */
    UNIT_LENGTH,
    /** Left as it is. */
    NONE
  }
}
