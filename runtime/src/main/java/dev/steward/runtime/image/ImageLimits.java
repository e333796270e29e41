package dev.steward.runtime.image;

/**
 * The bounds of one image.
 *
 * @param bytes as it is sent
 * @param pixels of its header's width and height
 * @param keptPixels that are held in memory
 */
public record ImageLimits(long bytes, long pixels, long keptPixels) {

  private static final long MOST_KEPT = 12L << 20;
  private static final long FEWEST_KEPT = 1L << 20;

  public ImageLimits {
    if (bytes < 1 || keptPixels < 1 || pixels < keptPixels) {
      throw new IllegalArgumentException("limits that let no image pass");
    }
  }

  /**
   * 20 MiB and 40 million pixels; and as many of them kept as {@code memory} bytes can hold while
   * they are decoded, from one to twelve million.
   */
  public static ImageLimits forMemory(long memory) {
    long fitting = memory / ImageHeader.DECODING_BYTES;
    return new ImageLimits(20L << 20, 40_000_000, Math.clamp(fitting, FEWEST_KEPT, MOST_KEPT));
  }
}
