package dev.steward.store;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream that has brought nothing for too long, which ends its reader with an exception.
 */
final class StallWatch implements AutoCloseable {

  private final Semaphore beats = new Semaphore(0);
  private final Thread thread;
  private volatile boolean stalled;

  /** Watches {@code stream} until closed. */
  StallWatch(Closeable stream, Duration longest) {
    thread =
        Thread.startVirtualThread(() -> {
          try {
            while (beats.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
              beats.drainPermits();
            }
            stalled = true;
            stream.close();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (IOException e) {
            // The reader meets the same fault.
            stalled = true;
          }
        });
  }

  /** Bytes came. */
  void progressed() {
    beats.release();
  }

  /** Whether the stream was closed because nothing came. */
  boolean stalled() {
    return stalled;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
