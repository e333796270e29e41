package dev.steward.protocol.openai;

/**
 * The bounds of one embeddings request, besides those of its body.
 *
 * @param inputs how many vectors at most; OpenAI takes 2,048
 * @param characters of one text
 * @param tokens of one array of tokens
 */
public record EmbeddingsLimits(int inputs, int characters, int tokens) {

  /** 2,048 inputs, of 256 Ki characters or 8,192 tokens each. */
  public static final EmbeddingsLimits DEFAULT = new EmbeddingsLimits(2048, 256 << 10, 8192);

  public EmbeddingsLimits {
    if (inputs < 1 || characters < 1 || tokens < 1) {
      throw new IllegalArgumentException("a request has at least one input");
    }
  }
}
