package dev.steward.tasks.run;

import java.util.concurrent.Semaphore;

/**
 * How many items may be under way at once. The workers of one process share them, so that the last
 * slice of a task has the turns of those that have nothing left to do.
 */
public final class Turns {

  private final int most;
  private final Semaphore free;

  /**
   * Turns.
   *
   * @param most at once, at least one
   */
  public Turns(int most) {
    this.most = most;
    this.free = new Semaphore(most, true);
  }

  int most() {
    return most;
  }

  void take() throws InterruptedException {
    free.acquire();
  }

  void giveBack() {
    free.release();
  }
}
