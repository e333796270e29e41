package dev.steward.runtime.embed;

import dev.steward.runtime.embed.EmbeddingSettings.Scaling;
import java.nio.FloatBuffer;

/** One vector of the vectors of a text's tokens. */
final class Vectors {

  private Vectors() {}

  /**
   * Pools and scales.
   *
   * @param tokens the tokens' vectors, one after the other; padding may follow
   * @param first where the text's begin in it
   * @param length how many tokens the text has, padding not counted; at least 1
   * @param width of a vector
   */
  static float[] pooled(
      FloatBuffer tokens, int first, int length, int width, EmbeddingSettings settings) {
    var vector = new float[width];
    switch (settings.pooling()) {
      case FIRST -> tokens.get(first, vector);
      case MEAN -> mean(tokens, first, length, vector);
    }
    return scaled(vector, settings.scaling());
  }

  private static void mean(FloatBuffer tokens, int first, int length, float[] vector) {
    int width = vector.length;
    var sum = new double[width];
    var row = new float[width];
    for (int token = 0; token < length; token++) {
      tokens.get(first + token * width, row);
      for (int i = 0; i < width; i++) {
        sum[i] += row[i];
      }
    }
    for (int i = 0; i < width; i++) {
      vector[i] = (float) (sum[i] / length);
    }
  }

  /** The same vector, scaled in place. */
  static float[] scaled(float[] vector, Scaling scaling) {
    switch (scaling) {
      case NONE -> {}
      case UNIT_LENGTH -> {
        double squares = 0;
        for (float number : vector) {
          squares += (double) number * number;
        }
        double length = Math.max(Math.sqrt(squares), Float.MIN_NORMAL);
        for (int i = 0; i < vector.length; i++) {
          vector[i] = (float) (vector[i] / length);
        }
      }
    }
    return vector;
  }

  /** Whether every number of it is finite. */
  static boolean finite(float[] vector) {
    for (float number : vector) {
      if (!Float.isFinite(number)) {
        return false;
      }
    }
    return true;
  }
}
