package dev.steward.gateway.watch;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Runs an action once for many signals that come close together. The flag is lowered before the
 * action looks at anything, so a signal during the action brings another run: none is lost.
 *
 * <p>An action that takes long is run less often, so that it takes a fifth of its thread at most:
 * thousands of services are told one after the other, and requests need the cores too.
 */
final class Coalescer {
  /** After a run it rests so many times as long as the run took. */
  private static final int REST = 4;

  private final ScheduledExecutorService executor;
  private final Duration delay;
  private final Runnable action;
  private final LongSupplier nanos;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile long rest;

  /**
   * One that runs on one thread.
   *
   * @param delay after the first of some signals, at least
   */
  Coalescer(ScheduledExecutorService executor, Duration delay, Runnable action) {
    this(executor, delay, action, System::nanoTime);
  }

  /** One by a clock that counts nanoseconds. */
  Coalescer(
      ScheduledExecutorService executor, Duration delay, Runnable action, LongSupplier nanos) {
    this.executor = executor;
    this.delay = delay;
    this.action = action;
    this.nanos = nanos;
  }

  /** Something changed. */
  void signal() {
    if (scheduled.compareAndSet(false, true)) {
      var _ = executor.schedule(this::run, Math.max(delay.toNanos(), rest), TimeUnit.NANOSECONDS);
    }
  }

  private void run() {
    scheduled.set(false);
    var begun = nanos.getAsLong();
    try {
      action.run();
    } finally {
      rest = REST * (nanos.getAsLong() - begun);
    }
  }
}
