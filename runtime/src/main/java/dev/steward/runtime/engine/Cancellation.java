package dev.steward.runtime.engine;

import org.jspecify.annotations.Nullable;

/**
 * Breaks off a computation that nobody waits for any more; one for each.
 *
 * <p>Given before the computation begins, it never begins.
 */
public final class Cancellation {

  private @Nullable Runnable breakOff;
  private boolean cancelled;

  /** Whether it was cancelled. */
  public synchronized boolean cancelled() {
    return cancelled;
  }

  /** Cancels, from any thread, any number of times. */
  public synchronized void cancel() {
    cancelled = true;
    if (breakOff != null) {
      breakOff.run();
    }
  }

  /** From now on {@link #cancel} does this; it is short and doesn't block. */
  synchronized void during(Runnable breaksOff) {
    breakOff = breaksOff;
    if (cancelled) {
      breaksOff.run();
    }
  }

  /** From now on there is nothing to break off. */
  synchronized void after() {
    breakOff = null;
  }
}
