package dev.steward.protocol.oip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The wire's byte order, which most machines have too. */
final class LittleEndian {

  private LittleEndian() {}

  /**
   * Turns numbers of {@code size} bytes, from position 0 to the limit, from the wire's order into a
   * machine's or back, where they lie.
   */
  static void turn(ByteBuffer data, int size, ByteOrder machine) {
    if (machine == ByteOrder.LITTLE_ENDIAN) {
      return;
    }
    for (int from = 0; from < data.limit(); from += size) {
      for (int low = from, high = from + size - 1; low < high; low++, high--) {
        byte kept = data.get(low);
        data.put(low, data.get(high));
        data.put(high, kept);
      }
    }
  }
}
