package dev.steward.runtime.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The requests that are being answered, and when the last one came. */
public final class Traffic {

  private final AtomicInteger underway = new AtomicInteger();
  private volatile long lastArrival = System.nanoTime();
  private volatile boolean closed;

  /** A request came; {@link #left} follows. */
  public void arrived() {
    lastArrival = System.nanoTime();
    underway.incrementAndGet();
  }

  /** A request was answered, or its client is gone. */
  public void left() {
    underway.decrementAndGet();
  }

  /** From now on requests are refused. */
  public void closeToNew() {
    closed = true;
  }

  /** Whether requests are refused. */
  public boolean closedToNew() {
    return closed;
  }

  /** How many are being answered. */
  public int underway() {
    return underway.get();
  }

  /** How long no request has come. */
  public Duration quiet() {
    return Duration.ofNanos(System.nanoTime() - lastArrival);
  }
}
