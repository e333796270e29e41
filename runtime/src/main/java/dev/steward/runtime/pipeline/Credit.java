package dev.steward.runtime.pipeline;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How many micro-batches may still be sent over one connection. */
final class Credit {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int left;
  private boolean ended;

  Credit(int left) {
    this.left = left;
  }

  /** What came of waiting for credit. */
  enum Taken {
    TAKEN,
    /** There was none in time. */
    LATE,
    /** There will be none any more. */
    ENDED
  }

  /** Takes one, or waits for one for at most {@code wait}. */
  Taken take(Duration wait) throws InterruptedException {
    long nanos = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (left == 0 && !ended) {
        if (nanos <= 0) {
          return Taken.LATE;
        }
        nanos = changed.awaitNanos(nanos);
      }
      if (ended) {
        return Taken.ENDED;
      }
      left--;
      return Taken.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** Gives some back. */
  void give(int count) {
    change(() -> left = Math.min(left + count, 1 << 16));
  }

  /** Nobody gets any more; those that wait are told. */
  void end() {
    change(() -> ended = true);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many there are, for tests and metrics. */
  int left() {
    lock.lock();
    try {
      return left;
    } finally {
      lock.unlock();
    }
  }
}
