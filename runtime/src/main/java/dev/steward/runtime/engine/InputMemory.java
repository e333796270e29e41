package dev.steward.runtime.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Native memory for the inputs of one run, which are copied there one after the other. Not for
 * several threads.
 */
final class InputMemory {

  /** A cache line; the longest vector instructions read as much. */
  private static final int ALIGNMENT = 64;

  private final ByteBuffer room;
  private int used;

  InputMemory(int bytes) {
    room = ByteBuffer.allocateDirect(bytes + ALIGNMENT).alignedSlice(ALIGNMENT);
  }

  /** How much of it so many bytes take. */
  static long taken(int bytes) {
    return ((long) bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  int size() {
    return room.capacity();
  }

  /** The buffer itself where it is direct, else a copy that lasts until {@link #clear}. */
  ByteBuffer direct(ByteBuffer data) {
    if (data.isDirect()) {
      return data;
    }
    int length = data.limit();
    var copy = room.slice(used, length).order(ByteOrder.nativeOrder());
    copy.put(0, data, 0, length);
    used += (int) taken(length);
    return copy;
  }

  void clear() {
    used = 0;
  }
}
