package dev.steward.gateway.split;

/**
 * What is kept at most of requests that are cut; all are positive.
 *
 * @param bodyBytes of one request: a larger one is passed on whole, or refused (413) where its rows
 *     were to be folded
 * @param bytesOfOne of one request with its parts and answers (502 past it)
 * @param bytesOfAll of all such requests with their parts and answers (429 past it)
 */
public record SplitLimits(int bodyBytes, long bytesOfOne, long bytesOfAll) {

  public SplitLimits {
    if (bodyBytes < 1 || bytesOfOne < 1 || bytesOfAll < 1) {
      throw new IllegalArgumentException("every limit is positive");
    }
  }

  /** What a gateway in a cluster uses: a quarter of its heap, for some of it is there twice. */
  public static SplitLimits defaults() {
    return new SplitLimits(16 << 20, 80L << 20, 96L << 20);
  }
}
