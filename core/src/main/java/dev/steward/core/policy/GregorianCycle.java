package dev.steward.core.policy;

import java.time.LocalDate;
import java.util.stream.IntStream;

/**
 * How far two numbers of months lie apart in days, over all days one can begin on.
 *
 * <p>The calendar repeats after 400 years, which are 4,800 months; so that many months of beginning
 * are all there are. Within a month its first day is enough: from day to day both ends move alike
 * until the shorter month of arrival ends, and from there the difference moves towards that of the
 * first days one month on.
 */
final class GregorianCycle {

  private static final int CYCLE = 4_800;

  /** The day number on which each month begins, from January 2000 on. */
  private static final int[] FIRST_DAYS =
      IntStream.range(0, CYCLE + CalendarPeriod.MAX_MONTHS)
          .map(month -> Math.toIntExact(LocalDate.of(2000, 1, 1).plusMonths(month).toEpochDay()))
          .toArray();

  private GregorianCycle() {}

  /**
   * The most days from {@code start + from} months to {@code start + to} months; negative where
   * {@code to} comes first.
   */
  static int mostDaysBetween(int from, int to) {
    return IntStream.range(0, CYCLE)
        .map(start -> FIRST_DAYS[start + to] - FIRST_DAYS[start + from])
        .max()
        .orElseThrow();
  }
}
