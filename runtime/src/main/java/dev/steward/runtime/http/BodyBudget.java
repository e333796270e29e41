package dev.steward.runtime.http;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all requests together may hold, whichever port they come by. */
public final class BodyBudget {

  private final AtomicLong left;

  public BodyBudget(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** Takes so many bytes, if there are so many left. */
  public boolean take(long bytes) {
    long before = left.getAndUpdate(now -> now >= bytes ? now - bytes : now);
    return before >= bytes;
  }

  /** Gives back what was taken. */
  public void give(long bytes) {
    left.addAndGet(bytes);
  }
}
