package dev.steward.gateway.meter;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many of something there are, and how many there were on average between two looks.
 *
 * <p>The area under the number over time is kept without a clock ticking: whoever comes at time
 * {@code t} counts {@code -t}, whoever goes at {@code u} counts {@code u}, and those who are still
 * there count as if they went now. Example: one is there from 0 to 4 and one from 1 on; at 5 the
 * area is 4 + 4 = 8, so on average 1.6 were there.
 */
public final class Occupancy {
  private final AtomicInteger present = new AtomicInteger();
  private final LongAdder stays = new LongAdder();
  private final LongAdder came = new LongAdder();
  private final LongAdder went = new LongAdder();

  /**
   * What is known at one moment.
   *
   * @param area the sum of all stays so far, in nanoseconds
   * @param came how many have come so far
   * @param went how many have gone so far
   * @param present how many are there
   */
  public record Reading(long area, long came, long went, int present) {}

  /**
   * One comes.
   *
   * @param now as of {@link System#nanoTime()}
   * @return how many are there with it
   */
  public int enter(long now) {
    stays.add(-now);
    came.increment();
    return present.incrementAndGet();
  }

  /** One goes, at {@code now}. */
  public void leave(long now) {
    present.decrementAndGet();
    stays.add(now);
    went.increment();
  }

  /** How many are there. */
  public int present() {
    return present.get();
  }

  /** What is known at {@code now}; off by those who come or go in the same instant. */
  public Reading read(long now) {
    var here = present.get();
    return new Reading(stays.sum() + here * now, came.sum(), went.sum(), here);
  }
}
