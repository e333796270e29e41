package dev.steward.runtime.image;

/**
 * Pixels, row by row from the top left, three bytes each: red, green, blue.
 *
 * <p>The array is shared, not copied: whoever makes one writes to it no more.
 *
 * @param width in pixels, 1 or more
 * @param height in pixels, 1 or more
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes that are never compared
public record Bitmap(int width, int height, byte[] rgb) {

  /** Bytes of one pixel. */
  public static final int CHANNELS = 3;

  public Bitmap {
    if (width < 1 || height < 1 || rgb.length != (long) CHANNELS * width * height) {
      throw new IllegalArgumentException(
          "%d by %d pixels in %d bytes".formatted(width, height, rgb.length));
    }
  }

  /** Black pixels. */
  public static Bitmap blank(int width, int height) {
    return new Bitmap(width, height, new byte[CHANNELS * width * height]);
  }

  /** Where the pixel of column {@code x} and row {@code y} begins. */
  public int offset(int x, int y) {
    return CHANNELS * (y * width + x);
  }
}
