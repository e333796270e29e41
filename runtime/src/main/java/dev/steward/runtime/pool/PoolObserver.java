package dev.steward.runtime.pool;

import java.time.Duration;

/** Is told of every run; calls are short and come from the pool's threads. */
public interface PoolObserver {

  /** A run began, after it waited so long. */
  void waited(Duration wait);

  /** So many pieces of work are computed together. */
  void together(int pieces);

  /** A run ended, after it computed so long. */
  void computed(Duration time);
}
