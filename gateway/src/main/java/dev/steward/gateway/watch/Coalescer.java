package dev.steward.gateway.watch;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs an action once for many signals that come close together. The flag is lowered before the
 * action looks at anything, so a signal during the action brings another run: none is lost.
 */
final class Coalescer {
  private final ScheduledExecutorService executor;
  private final Duration delay;
  private final Runnable action;
  private final AtomicBoolean scheduled = new AtomicBoolean();

  Coalescer(ScheduledExecutorService executor, Duration delay, Runnable action) {
    this.executor = executor;
    this.delay = delay;
    this.action = action;
  }

  /** Something changed. */
  void signal() {
    if (scheduled.compareAndSet(false, true)) {
      var _ = executor.schedule(this::run, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void run() {
    scheduled.set(false);
    action.run();
  }
}
