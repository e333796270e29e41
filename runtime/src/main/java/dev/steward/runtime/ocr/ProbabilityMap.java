package dev.steward.runtime.ocr;

import java.nio.FloatBuffer;

/**
 * For each pixel how probable it is that text stands there.
 *
 * @param values from 0 to 1, row by row
 */
record ProbabilityMap(int width, int height, FloatBuffer values) {

  ProbabilityMap {
    if (values.limit() < width * height) {
      throw new IllegalArgumentException("%d by %d in %s".formatted(width, height, values));
    }
  }

  float at(int x, int y) {
    return values.get(y * width + x);
  }
}
