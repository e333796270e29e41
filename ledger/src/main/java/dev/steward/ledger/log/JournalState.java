package dev.steward.ledger.log;

import java.nio.ByteBuffer;

/**
 * What a journal's header carries: the growing end of the log, and the state of what lies beside.
 */
final class JournalState {

  private JournalState() {}

  static byte[] write(Growth growth, Beside beside) {
    var end = growth.snapshot();
    var state = beside.snapshot();
    return ByteBuffer.allocate(Integer.BYTES + end.length + state.length)
        .putInt(end.length)
        .put(end)
        .put(state)
        .array();
  }

  /** The part with the growing end; empty if there is none. */
  static ByteBuffer growth(ByteBuffer state) {
    return fits(state) ? state.slice(Integer.BYTES, state.getInt(0)) : ByteBuffer.allocate(0);
  }

  /** The part of what lies beside. */
  static ByteBuffer beside(ByteBuffer state) {
    if (!fits(state)) {
      return ByteBuffer.allocate(0);
    }
    var from = Integer.BYTES + state.getInt(0);
    return state.slice(from, state.capacity() - from);
  }

  private static boolean fits(ByteBuffer state) {
    return state.capacity() >= Integer.BYTES
        && state.getInt(0) >= 0
        && state.getInt(0) <= state.capacity() - Integer.BYTES;
  }
}
