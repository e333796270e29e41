package dev.steward.runtime.engine;

import dev.steward.protocol.oip.Tensor;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Memory for inputs that is used again by the next run: what is taken anew each time must be
 * cleared before, isn't in the processor's cache, and waits for a garbage collection.
 *
 * <p>There is one for each run at the same time, and each keeps at most {@link #KEPT} bytes.
 */
final class InputMemories {

  /** 16 MiB: 21 rows of 512 tokens at a width of 384. What is larger is taken for one run. */
  static final int KEPT = 16 << 20;

  private static final int LEAST = 1 << 12;

  private final Deque<InputMemory> idle = new ConcurrentLinkedDeque<>();

  /** One with room for all of these. */
  InputMemory take(List<Tensor> inputs) {
    long needed = 0;
    for (var input : inputs) {
      if (input instanceof Tensor.Numbers numbers && !numbers.data().isDirect()) {
        needed += InputMemory.taken(numbers.data().limit());
      }
    }
    // The last one that was given back: the warmest. Too small, it makes room for a larger one.
    var last = idle.pollFirst();
    return last != null && last.size() >= needed ? last : new InputMemory(size(needed));
  }

  /**
   * Powers of two, so that memories of all lengths of requests aren't taken anew again and again.
   */
  private static int size(long needed) {
    int exact = Math.toIntExact(Math.max(needed, LEAST));
    return exact > KEPT ? exact : Integer.highestOneBit(exact - 1) << 1;
  }

  /** Nobody uses it any more. */
  void giveBack(InputMemory memory) {
    if (memory.size() <= KEPT) {
      memory.clear();
      idle.addFirst(memory);
    }
  }

  /** How many wait, for tests. */
  int idle() {
    return idle.size();
  }
}
