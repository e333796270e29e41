package dev.steward.runtime.batch;

import java.time.Duration;

/**
 * How many rows pay to be computed together, learned from how long they took.
 *
 * <p>More rows at once aren't always faster: 16 rows of 128 tokens of a small BERT take longer on a
 * CPU than 4 times 4, since what passes between layers no longer fits its caches; 16 rows of 16
 * tokens take half as long as one after the other. Sizes are learned in powers of two. The smallest
 * one counts whose time for a row is within {@value #AS_GOOD} of the best; beyond the largest that
 * was tried the next one is tried, and now and then one above what is used, since times change.
 *
 * <p>For several threads.
 */
public final class BatchSize {

  /** Within the noise of measuring. */
  private static final double AS_GOOD = 1.05;

  /** The share of a new time in what is known. */
  private static final double NEW = 0.2;

  /** Every so many batches one above the best is tried. */
  private static final int TRY = 64;

  /** One part of so many of a batch's time is waited at most. */
  private static final int PATIENCE = 8;

  /**
   * A run that takes no longer is over before another thread would have begun it: waking one takes
   * tens of microseconds, twice.
   */
  private static final double BRIEF = 200_000;

  /**
   * A run counts as so many times the usual at most: one during which the machine did something
   * else says little about the next.
   */
  private static final double HELD_UP = 2;

  private final int most;

  /** Nanoseconds for a row, by the power of two; 0 where it isn't known. */
  private final double[] known;

  /** Nanoseconds for a row of late, however busy the engine was; 0 where it isn't known. */
  private double usual;

  private int batches;

  /**
   * @param most rows that may be computed together, at least 1
   */
  public BatchSize(int most) {
    this.most = most;
    known = new double[power(most) + 1];
  }

  private static int power(int rows) {
    return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(rows);
  }

  /** The most rows that the next batch should have. */
  public synchronized int next() {
    int best = best();
    boolean trying = ++batches % TRY == 0 || (best >= 0 && untried(best + 1));
    int power = best < 0 ? 0 : Math.min(trying ? best + 1 : best, known.length - 1);
    // Up to just below the next size: what was learned of a size is of all of these.
    return Math.min(most, (2 << power) - 1);
  }

  /**
   * How long it pays to wait for more rows: a part of the time that all will take, where more are
   * known to be faster.
   *
   * @param rows that are there
   * @param expected how many there should be
   */
  public synchronized Duration patience(int rows, int expected) {
    if (power(Math.min(rows, most)) >= best()) {
      return Duration.ZERO;
    }
    int aim = Math.clamp(expected, rows, most);
    return Duration.ofNanos((long) (row(power(aim)) * aim / PATIENCE));
  }

  /** Nanoseconds for a row of a batch of that size, or of the next smaller one that is known. */
  private double row(int power) {
    return known[power] > 0 || power == 0 ? known[power] : row(power - 1);
  }

  /** Whether so many rows are computed in no time. */
  public synchronized boolean brief(int rows) {
    return usual > 0 && usual * rows <= BRIEF;
  }

  /** So many rows took so long. */
  public synchronized void ran(int rows, Duration time) {
    double row = (double) Math.max(1, time.toNanos()) / Math.max(1, rows);
    usual = usual == 0 ? row : usual + NEW * (Math.min(row, usual * HELD_UP) - usual);
  }

  /** The power of the smallest size that is as good as the best; -1 where none is known. */
  private int best() {
    double least = Double.POSITIVE_INFINITY;
    for (double time : known) {
      least = time > 0 ? Math.min(least, time) : least;
    }
    for (int power = 0; power < known.length; power++) {
      if (known[power] > 0 && known[power] <= least * AS_GOOD) {
        return power;
      }
    }
    return -1;
  }

  private boolean untried(int power) {
    return power < known.length && known[power] == 0;
  }

  /** So many rows took so long, on threads that all were busy. */
  public synchronized void took(int rows, Duration time) {
    int power = power(Math.min(rows, most));
    double row = (double) Math.max(1, time.toNanos()) / rows;
    known[power] = known[power] == 0 ? row : known[power] + NEW * (row - known[power]);
  }
}
