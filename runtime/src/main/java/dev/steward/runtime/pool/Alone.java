package dev.steward.runtime.pool;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.pool.InferencePool.Computation;
import java.util.List;

/**
 * A computation that nothing else is computed with.
 *
 * @param work its size, at least 1
 */
record Alone<T>(Computation<T> computation, int work)
    implements Batching<Alone<T>, T>, Batch<Alone<T>, T> {

  @Override
  public Batch<Alone<T>, T> begin(Alone<T> first, long share) {
    return first;
  }

  @Override
  public int work(Alone<T> job) {
    return work;
  }

  @Override
  public boolean open() {
    return false;
  }

  @Override
  public boolean add(Alone<T> job) {
    return false;
  }

  @Override
  public Outcome<List<T>> compute(Cancellation cancellation) {
    return computation.compute(cancellation).map(List::of);
  }
}
