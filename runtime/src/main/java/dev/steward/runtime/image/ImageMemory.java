package dev.steward.runtime.image;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that all images together may take; who asks for more waits, first come first served.
 *
 * <p>For several threads.
 */
public final class ImageMemory {

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Claim> waiting = new ArrayDeque<>();
  private final long all;
  private long free;

  /** So many bytes. */
  public ImageMemory(long bytes) {
    all = Math.max(1, bytes);
    free = all;
  }

  /** Asks for memory; for all of it where {@code bytes} are more. Whoever does closes the claim. */
  public Claim claim(long bytes) {
    var claim = new Claim(Math.clamp(bytes, 1, all));
    lock.lock();
    try {
      waiting.addLast(claim);
      grant();
    } finally {
      lock.unlock();
    }
    return claim;
  }

  private void grant() {
    for (var first = waiting.peekFirst();
        first != null && first.bytes <= free;
        first = waiting.peekFirst()) {
      waiting.removeFirst();
      free -= first.bytes;
      first.granted.countDown();
    }
  }

  /** Memory that somebody has, or waits for. Closed, it is given back, or no longer waited for. */
  public final class Claim implements AutoCloseable {

    private final long bytes;
    private final CountDownLatch granted = new CountDownLatch(1);
    private boolean closed;

    private Claim(long bytes) {
      this.bytes = bytes;
    }

    /**
     * Waits for it; may be called again, and keeps its place.
     *
     * @return whether it is there
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public boolean await(Duration atMost) throws InterruptedException {
      return granted.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (!closed && !waiting.remove(this)) {
          free += bytes;
        }
        closed = true;
        grant();
      } finally {
        lock.unlock();
      }
    }
  }
}
