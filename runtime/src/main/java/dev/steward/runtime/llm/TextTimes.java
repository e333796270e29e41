package dev.steward.runtime.llm;

import java.time.Duration;

/**
 * How long a text took that has ended.
 *
 * @param askedNanos when it was asked for, on the clock of {@link System#nanoTime}
 * @param waited from when it was asked for until it had a slot
 * @param toFirst from when it was asked for until its first token was chosen
 * @param afterFirst from then to its end
 */
public record TextTimes(long askedNanos, Duration waited, Duration toFirst, Duration afterFirst) {

  /** How long each token after the first took; that of a text without any is nothing. */
  public Duration perToken(int tokens) {
    return tokens > 1 ? afterFirst.dividedBy(tokens - 1L) : Duration.ZERO;
  }

  /** Watches one text; on the thread that writes, but for its beginning. */
  static final class Clock {
    private final long asked = System.nanoTime();
    private long slot;
    private long first;

    /** It has a slot; one that has paused gets another, which changes nothing. */
    void begins() {
      slot = slot == 0 ? System.nanoTime() : slot;
    }

    /** Its first token was chosen. */
    void wroteFirst() {
      first = System.nanoTime();
    }

    /** It has ended. */
    TextTimes times() {
      return new TextTimes(
          asked,
          Duration.ofNanos(slot - asked),
          Duration.ofNanos(first - asked),
          Duration.ofNanos(System.nanoTime() - first));
    }
  }
}
