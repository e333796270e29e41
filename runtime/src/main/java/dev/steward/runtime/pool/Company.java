package dev.steward.runtime.pool;

import dev.steward.runtime.engine.Cancellation;

/** The runs of one computation, which is broken off when the last of them is left. */
final class Company {

  private final Cancellation cancellation;
  private int members;

  /**
   * @param members how many there are
   */
  Company(Cancellation cancellation, int members) {
    this.cancellation = cancellation;
    this.members = members;
  }

  /** One of them isn't waited for any more. */
  synchronized void left() {
    members--;
    if (members == 0) {
      cancellation.cancel();
    }
  }
}
