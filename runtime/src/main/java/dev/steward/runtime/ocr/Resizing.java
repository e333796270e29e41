package dev.steward.runtime.ocr;

import dev.steward.runtime.image.Bitmap;

/**
 * A whole image in another size: each new pixel is the mean of the old ones around its place, by
 * weights that fall off to zero (a triangle as wide as two new pixels, or two old ones where it
 * grows).
 */
final class Resizing {

  private Resizing() {}

  /** Fills image 0 of {@code into}, all of it. */
  static void resize(Bitmap from, ImageTensor into) {
    var columns = Weights.of(from.width(), into.width());
    var rows = Weights.of(from.height(), into.height());
    int stride = into.width() * Bitmap.CHANNELS;
    // The source's rows are narrowed once each; a new row takes the last few of them.
    var narrowed = new float[rows.widest()][];
    int next = 0;
    var sum = new float[stride];
    for (int y = 0; y < into.height(); y++) {
      for (; next < rows.end(y); next++) {
        narrowed[next % narrowed.length] = narrowed(from, next, columns);
      }
      java.util.Arrays.fill(sum, 0);
      for (int row = rows.begin(y); row < rows.end(y); row++) {
        add(narrowed[row % narrowed.length], rows.weight(y, row), sum);
      }
      for (int x = 0; x < into.width(); x++) {
        int at = x * Bitmap.CHANNELS;
        into.put(0, x, y, sum[at], sum[at + 1], sum[at + 2]);
      }
    }
  }

  private static float[] narrowed(Bitmap from, int y, Weights columns) {
    int width = columns.size();
    var row = new float[width * Bitmap.CHANNELS];
    for (int x = 0; x < width; x++) {
      int at = x * Bitmap.CHANNELS;
      for (int column = columns.begin(x); column < columns.end(x); column++) {
        float weight = columns.weight(x, column);
        int offset = from.offset(column, y);
        row[at] += weight * (from.rgb()[offset] & 0xFF);
        row[at + 1] += weight * (from.rgb()[offset + 1] & 0xFF);
        row[at + 2] += weight * (from.rgb()[offset + 2] & 0xFF);
      }
    }
    return row;
  }

  private static void add(float[] row, float weight, float[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * row[i];
    }
  }

  /** Which old places, from begin to before end, make each new one, and how much of it. */
  private static final class Weights {
    private final int[] begins;
    private final float[][] weights;

    private Weights(int[] begins, float[][] weights) {
      this.begins = begins;
      this.weights = weights;
    }

    static Weights of(int from, int into) {
      double scale = (double) from / into;
      double reach = Math.max(scale, 1);
      var begins = new int[into];
      var weights = new float[into][];
      for (int i = 0; i < into; i++) {
        double middle = (i + 0.5) * scale - 0.5;
        int begin = Math.max(0, (int) Math.ceil(middle - reach));
        int end = Math.min(from, (int) Math.floor(middle + reach) + 1);
        begins[i] = begin;
        weights[i] = triangle(begin, end, middle, reach);
      }
      return new Weights(begins, weights);
    }

    private static float[] triangle(int begin, int end, double middle, double reach) {
      var weights = new double[end - begin];
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        weights[i] = Math.max(0, 1 - Math.abs(begin + i - middle) / reach);
        sum += weights[i];
      }
      var shares = new float[weights.length];
      for (int i = 0; i < shares.length; i++) {
        shares[i] = (float) (weights[i] / sum);
      }
      return shares;
    }

    int size() {
      return begins.length;
    }

    int begin(int place) {
      return begins[place];
    }

    int end(int place) {
      return begins[place] + weights[place].length;
    }

    float weight(int place, int old) {
      return weights[place][old - begins[place]];
    }

    int widest() {
      int widest = 1;
      for (var each : weights) {
        widest = Math.max(widest, each.length);
      }
      return widest;
    }
  }
}
