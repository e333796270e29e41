package dev.steward.gateway.proxy;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies may be kept at once for one purpose. */
public final class ByteBudget {
  private final AtomicLong left;

  /** A budget of so many bytes. */
  public ByteBudget(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** Whether there was room for these. */
  public boolean take(int bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  /** They aren't kept any more. */
  public void giveBack(long bytes) {
    left.addAndGet(bytes);
  }
}
