package dev.steward.store.read;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Makes a thing when it is first needed. */
final class Lazy<T> implements Supplier<T> {

  private final Supplier<T> making;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile Optional<T> made = Optional.empty();

  Lazy(Supplier<T> making) {
    this.making = making;
  }

  @Override
  public T get() {
    if (made.isEmpty()) {
      turn.lock();
      try {
        if (made.isEmpty()) {
          made = Optional.of(making.get());
        }
      } finally {
        turn.unlock();
      }
    }
    return made.get();
  }

  void ifMade(Consumer<T> use) {
    made.ifPresent(use);
  }
}
