package dev.steward.runtime.pool;

import java.time.Duration;

/** Nobody looks. */
final class Unobserved implements PoolObserver {
  @Override
  public void waited(Duration wait) {}

  @Override
  public void together(int pieces) {}

  @Override
  public void computed(Duration time) {}
}
