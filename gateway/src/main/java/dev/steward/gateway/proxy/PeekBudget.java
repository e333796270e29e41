package dev.steward.gateway.proxy;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies may be kept at once while their models are looked for. */
final class PeekBudget {
  private final AtomicLong left;

  PeekBudget(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** Whether there was room for these. */
  boolean take(int bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void giveBack(int bytes) {
    left.addAndGet(bytes);
  }
}
