package dev.steward.core.policy;

/**
 * How many days whole months have, over all days they can begin on in the Gregorian calendar.
 *
 * <p>Of {@code 12 y + r} months the longest stretch begins on a first of March: it has {@code (153
 * r + 4) / 5} days in its {@code r} months (the classical formula for March to February, rounded up
 * by the month it begins with) and in {@code y} years 365 days each and a leap day for every four
 * begun. The shortest one is all of the next {@code y + 1} years but for the longest {@code 12 - r}
 * months, and one leap day in it may fall into 1800, 1900, 2100, which have none. Up to 1,200
 * months this is exact: the tests compare it with all 4,800 months of the calendar's cycle.
 *
 * <p>Within a month its first day is enough: from day to day both ends move alike until the shorter
 * month of arrival ends, and from there the difference moves towards that of the first days one
 * month on.
 *
 * <p>Examples: 1 month has at most 31 days, 2 have 62, 12 have 366; −1 month has at most −28.
 */
final class MonthSpan {

  private MonthSpan() {}

  /** The most days {@code months} can have; below zero, minus the fewest that as many can have. */
  static int mostDays(int months) {
    var years = Math.floorDiv(months, 12);
    var rest = Math.floorMod(months, 12);
    return 365 * years + mostLeapDays(years) + (153 * rest + 4) / 5;
  }

  private static int mostLeapDays(int years) {
    if (years >= 0) {
      return (years + 3) / 4;
    }
    return years > -4 ? 0 : 1 + years / 4;
  }
}
