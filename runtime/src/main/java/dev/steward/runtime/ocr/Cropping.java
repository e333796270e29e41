package dev.steward.runtime.ocr;

import dev.steward.runtime.image.Bitmap;

/**
 * What stands in a rectangle at any angle, upright and in another size.
 *
 * <p>A new pixel is the mean of a grid of places in its square of the old image, close enough that
 * no old pixel is passed over; each place takes from the four pixels around it.
 */
final class Cropping {

  /** Larger letters are read as well with pixels left out. */
  private static final int MOST_PLACES = 8;

  private Cropping() {}

  /** Fills the first {@code width} columns of image {@code index} of {@code into}. */
  static void crop(Bitmap from, Quad quad, ImageTensor into, int index, int width) {
    int height = into.height();
    int across = places(quad.width() / width);
    int down = places(quad.height() / height);
    var right = quad.end().minus(quad.start());
    var below = quad.startBelow().minus(quad.start());
    var sum = new float[Bitmap.CHANNELS];
    float places = across * down;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        java.util.Arrays.fill(sum, 0);
        for (int i = 0; i < across * down; i++) {
          int row = i / across;
          double u = (x + (i % across + 0.5) / across) / width;
          double v = (y + (row + 0.5) / down) / height;
          add(
              from,
              quad.start().x() + u * right.x() + v * below.x() - 0.5,
              quad.start().y() + u * right.y() + v * below.y() - 0.5,
              sum);
        }
        into.put(index, x, y, sum[0] / places, sum[1] / places, sum[2] / places);
      }
    }
  }

  private static int places(double scale) {
    return (int) Math.clamp(Math.ceil(scale), 1, MOST_PLACES);
  }

  /** Adds the colour between the pixels' middles; outside of the image its edge goes on. */
  private static void add(Bitmap from, double x, double y, float[] sum) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    float dx = (float) (x - left);
    float dy = (float) (y - top);
    int right = Math.clamp(left + 1, 0, from.width() - 1);
    int bottom = Math.clamp(top + 1, 0, from.height() - 1);
    left = Math.clamp(left, 0, from.width() - 1);
    top = Math.clamp(top, 0, from.height() - 1);
    add(from, from.offset(left, top), (1 - dx) * (1 - dy), sum);
    add(from, from.offset(right, top), dx * (1 - dy), sum);
    add(from, from.offset(left, bottom), (1 - dx) * dy, sum);
    add(from, from.offset(right, bottom), dx * dy, sum);
  }

  private static void add(Bitmap from, int offset, float weight, float[] sum) {
    for (int channel = 0; channel < Bitmap.CHANNELS; channel++) {
      sum[channel] += weight * (from.rgb()[offset + channel] & 0xFF);
    }
  }
}
