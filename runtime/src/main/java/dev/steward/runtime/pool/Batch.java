package dev.steward.runtime.pool;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.engine.Cancellation;
import java.time.Duration;
import java.util.List;

/**
 * Pieces of work that are computed together; for one thread.
 *
 * @param <J> a piece of work
 * @param <R> what comes of it
 */
public interface Batch<J, R> {

  /** Whether another piece could still be added. */
  boolean open();

  /** Adds a piece, where it belongs to these. */
  boolean add(J job);

  /**
   * How long it pays to wait for more, while other threads keep the engine busy; zero where more
   * would not be faster.
   */
  default Duration patience() {
    return Duration.ZERO;
  }

  /**
   * Computes; ends soon after {@code cancellation} is given.
   *
   * @return what came of each piece, in the order in which they were added
   */
  Outcome<List<R>> compute(Cancellation cancellation);

  /** It took so long, while all threads of the pool were computing. */
  default void took(Duration time) {}
}
