package dev.steward.sinks;

import java.time.Duration;

/** Somebody who takes records. For one thread. */
public interface Sink extends AutoCloseable {

  /**
   * How batches are made.
   *
   * @param most records in one
   * @param linger how long records may wait for others
   */
  record Pace(int most, Duration linger) {}

  /** Its pace. */
  Pace pace();

  /** Gives it a batch, and waits for what it says, a bounded time. */
  Delivery deliver(Batch batch) throws InterruptedException;

  @Override
  void close();
}
