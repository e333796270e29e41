package dev.steward.runtime.llm;

import java.util.Arrays;

/**
 * What the groups of a row of weights are lifted by, as further numbers of 4 bits.
 *
 * <p>A group has {@code w = s q + m} with {@code q} of 4 bits and any {@code m}; {@code
 * MatMulNBits} has {@code w = s (q - z)} with a whole {@code z} of 4 bits. With the nearest {@code
 * z} there remains {@code r = m + s z}, which in models is at most {@code s / 2}, and the row's
 * product lacks the sum of {@code r} times the sum of its group's inputs. The {@code r} of a row
 * are written as three digits each,
 *
 * <pre>  r ≈ scale (d0 + d1 / 14 + d2 / 14²),  d from -7 to 7</pre>
 *
 * <p>and the digits of all its groups go behind the row: first all {@code d0}, then all {@code d1},
 * all {@code d2}, and zeros up to a whole block. The inputs of these columns are the groups' sums,
 * divided alike ({@link #ofMeans}). So one product gives all of it. That is within {@code max|r| /
 * 2744}: with {@code r} of {@code s / 2} a 5,000th of a step of the weights.
 *
 * <p>A product with a matrix of the {@code r}, 32 times smaller, would be exact, but takes a
 * quarter of a step's time: it reads 4 bytes for each group, as many as the groups' scales, and on
 * one thread.
 *
 * @param zeroPoints of each group
 * @param quanta the digits, from 0 to 15 where 8 is zero; of {@link #columns} columns
 * @param scale of all digits
 */
@SuppressWarnings("ArrayRecordComponent") // of thousands of rows, which nobody compares
record Digits(int[] zeroPoints, int[] quanta, float scale) {

  /** Numbers of a group, and of a block of digits. */
  static final int GROUP = 32;

  /** What a number of 4 bits means that is zero. */
  static final int ZERO = 8;

  private static final int PLACES = 3;
  private static final int LARGEST = 7;
  private static final int BASE = 2 * LARGEST;

  /** How many columns the digits of so many groups have. */
  static int columns(int groups) {
    return Math.ceilDiv(PLACES * groups, GROUP) * GROUP;
  }

  /**
   * Those of a row.
   *
   * @param scales of its groups
   * @param minima of its groups
   */
  static Digits of(float[] scales, float[] minima) {
    int groups = scales.length;
    var zeroPoints = new int[groups];
    var rests = new float[groups];
    float largest = 0;
    for (int group = 0; group < groups; group++) {
      zeroPoints[group] = zeroPoint(scales[group], minima[group]);
      rests[group] = minima[group] + scales[group] * zeroPoints[group];
      largest = Math.max(largest, Math.abs(rests[group]));
    }
    float scale = largest / LARGEST;
    var quanta = new int[columns(groups)];
    Arrays.fill(quanta, ZERO);
    for (int group = 0; group < groups && scale > 0; group++) {
      float rest = rests[group] / scale;
      for (int place = 0; place < PLACES; place++) {
        int digit = Math.clamp(Math.round(rest), -LARGEST, LARGEST);
        quanta[place * groups + group] = ZERO + digit;
        rest = (rest - digit) * BASE;
      }
    }
    return new Digits(zeroPoints, quanta, scale);
  }

  private static int zeroPoint(float scale, float minimum) {
    return scale == 0 ? ZERO : Math.clamp(Math.round(-minimum / scale), 0, 15);
  }

  /**
   * The matrix that makes the inputs of the digits' columns of the means of groups' inputs: row by
   * row, one for each group.
   */
  static float[][] ofMeans(int groups) {
    var matrix = new float[groups][columns(groups)];
    for (int group = 0; group < groups; group++) {
      float value = GROUP;
      for (int place = 0; place < PLACES; place++) {
        matrix[group][place * groups + group] = value;
        value /= BASE;
      }
    }
    return matrix;
  }
}
