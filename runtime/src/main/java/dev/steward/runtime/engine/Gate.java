package dev.steward.runtime.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets runs in until it is closed, which waits for those that are inside. For several threads. */
public final class Gate {

  private static final int CLOSED = Integer.MIN_VALUE;

  /** How many are inside; once it is closed, that and {@link #CLOSED}. */
  private final AtomicInteger inside = new AtomicInteger();

  private final CountDownLatch empty = new CountDownLatch(1);

  /** Goes in, which {@link #leave} follows; false: it is closed. */
  public boolean enter() {
    if (inside.incrementAndGet() > 0) {
      return true;
    }
    leave();
    return false;
  }

  /** Goes out. */
  public void leave() {
    if (inside.decrementAndGet() == CLOSED) {
      empty.countDown();
    }
  }

  /**
   * Lets nobody in any more, and returns when nobody is inside, though the thread be interrupted;
   * false: it was closed before.
   */
  public boolean close() {
    int before = inside.getAndUpdate(now -> now < 0 ? now : now + CLOSED);
    if (before < 0) {
      return false;
    }
    if (before == 0) {
      empty.countDown();
    }
    boolean interrupted = false;
    while (true) {
      try {
        empty.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
