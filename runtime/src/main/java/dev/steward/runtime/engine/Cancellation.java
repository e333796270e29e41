package dev.steward.runtime.engine;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Breaks off a computation that nobody waits for any more, and knows when the engine was at it; one
 * for each.
 *
 * <p>Given before the computation begins, it never begins.
 */
public final class Cancellation {

  /** Where nobody has said how long may be waited. */
  private static final Duration LONG = Duration.ofMinutes(10);

  private final long end;
  private @Nullable Runnable breakOff;
  private boolean cancelled;
  private @Nullable Long engineBegan;
  private long engineEnded;

  /** For a computation that may take long. */
  public Cancellation() {
    this(System.nanoTime() + LONG.toNanos());
  }

  /**
   * For a computation whose result nobody needs after a moment.
   *
   * @param end on the clock of {@link System#nanoTime}
   */
  public Cancellation(long end) {
    this.end = end;
  }

  /** How long the result is still of use; zero when it isn't any more. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

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
  public synchronized void during(Runnable breaksOff) {
    breakOff = breaksOff;
    if (engineBegan == null) {
      engineBegan = System.nanoTime();
    }
    if (cancelled) {
      breaksOff.run();
    }
  }

  /** From now on there is nothing to break off. */
  public synchronized void after() {
    breakOff = null;
    engineEnded = System.nanoTime();
  }

  /**
   * The parts of a computation that is over: the engine's is from its first step that could be
   * broken off to the end of the last one. Empty where there was none.
   *
   * @param begun on the clock of {@link System#nanoTime}
   * @param ended on the same
   */
  public synchronized Optional<Phases> phases(long begun, long ended) {
    if (engineBegan == null || engineEnded - engineBegan < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Phases(
            Duration.ofNanos(engineBegan - begun),
            Duration.ofNanos(engineEnded - engineBegan),
            Duration.ofNanos(ended - engineEnded)));
  }
}
