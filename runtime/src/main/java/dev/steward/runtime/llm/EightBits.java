package dev.steward.runtime.llm;

import dev.steward.runtime.gguf.BlockFormat.Minima;
import dev.steward.runtime.gguf.BlockFormat.Packing;
import dev.steward.runtime.gguf.BlockFormat.Unpacked;

/**
 * Rounds weights that are floats to 8 bits in groups of 32: {@code x ≈ s q} with {@code s = max|x|
 * / 127} of the group and {@code q} from -127 to 127. That is ggml's Q8_0 with a scale of 32 bits.
 */
final class EightBits {

  private static final int GROUP = 32;
  private static final int MOST = 127;

  /** How the rounded numbers are packed. */
  static final Packing PACKING = new Packing(8, GROUP, -128, Minima.NONE);

  private EightBits() {}

  /** Whether rows of so many numbers can be cut into groups. */
  static boolean fit(int columns) {
    return columns % GROUP == 0;
  }

  /** Rounds a row. */
  static void round(float[] row, Unpacked to) {
    for (int group = 0; group < row.length / GROUP; group++) {
      int from = group * GROUP;
      float largest = 0;
      for (int i = from; i < from + GROUP; i++) {
        largest = Math.max(largest, Math.abs(row[i]));
      }
      float scale = largest / MOST;
      to.scales()[group] = scale;
      for (int i = from; i < from + GROUP; i++) {
        to.quanta()[i] = scale == 0 ? 0 : Math.clamp(Math.round(row[i] / scale), -MOST, MOST);
      }
    }
  }
}
