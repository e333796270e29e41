package dev.steward.operator.reconcile;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * What others are told of as soon as they can be: what changes before isn't lost, and is told once.
 *
 * <p>For several threads.
 */
final class Postponed {

  private final AtomicBoolean changed = new AtomicBoolean();
  private final BooleanSupplier possible;
  private final Runnable telling;

  /**
   * Nothing has changed yet.
   *
   * @param possible whether they can be told
   */
  Postponed(BooleanSupplier possible, Runnable telling) {
    this.possible = possible;
    this.telling = telling;
  }

  /** Something has changed. */
  void changed() {
    changed.set(true);
    tell();
  }

  /** Tells them, if anything has changed of which they don't know, and if they can be told. */
  void tell() {
    if (possible.getAsBoolean() && changed.getAndSet(false)) {
      telling.run();
    }
  }
}
