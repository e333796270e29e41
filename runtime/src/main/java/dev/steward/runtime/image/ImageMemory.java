package dev.steward.runtime.image;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that all images together may take; who asks for more waits, first come first served.
 */
public final class ImageMemory {

  private static final int UNIT = 1 << 10;

  private final Semaphore units;
  private final int all;

  /** So many bytes. */
  public ImageMemory(long bytes) {
    all = Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
    units = new Semaphore(all, true);
  }

  /**
   * Waits for memory; all of it where {@code bytes} are more.
   *
   * @return whether it came in time; then {@link #give} must follow
   * @throws InterruptedException when the waiting thread is interrupted
   */
  public boolean take(long bytes, Duration atMost) throws InterruptedException {
    return units.tryAcquire(units(bytes), atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Gives back what {@link #take} took. */
  public void give(long bytes) {
    units.release(units(bytes));
  }

  private int units(long bytes) {
    return Math.clamp(Math.ceilDiv(bytes, UNIT), 1, all);
  }
}
