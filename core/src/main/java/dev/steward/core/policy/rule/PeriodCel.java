package dev.steward.core.policy.rule;

/**
 * Calendar periods in CEL: what {@link dev.steward.core.policy.CalendarPeriod} says of two of them,
 * without a loop over the calendar.
 *
 * <p>The variables {@code a} and {@code b} are texts that are periods; of other texts the
 * expressions say something that means nothing, but they never fail.
 */
public final class PeriodCel {

  private static final String YEARS_OF = ".find('[0-9]+Y').replace('Y', ''))";
  private static final String MONTHS_OF = ".find('[0-9]+M').replace('M', ''))";
  private static final String WEEKS_OF = ".find('[0-9]+W').replace('W', ''))";
  private static final String DAYS_OF = ".find('[0-9]+D').replace('D', ''))";

  /** The months of {@code a}, whole years among them. */
  public static final String MONTHS =
      "(12 * int('0' + a" + YEARS_OF + " + int('0' + a" + MONTHS_OF + ")";

  /** The days of {@code a}, whole weeks among them. */
  public static final String DAYS =
      "(7 * int('0' + a" + WEEKS_OF + " + int('0' + a" + DAYS_OF + ")";

  /**
   * {@link dev.steward.core.policy.CalendarPeriod#mostDaysBeyond} of {@code a} beyond {@code b}:
   * the formula of {@code MonthSpan}, over months counted from -1,200, for CEL divides towards
   * zero.
   */
  public static final String MOST_DAYS_BEYOND =
      "([1200 + "
          + MONTHS
          + " - 12 * int('0' + b"
          + YEARS_OF
          + " - int('0' + b"
          + MONTHS_OF
          + "].map(n, 365 * (n / 12 - 100) + (n >= 1200 ? (n / 12 - 97) / 4 : n >= 1164 ? 0 : 1 + (n"
          + " / 12 - 100) / 4) + (153 * (n % 12) + 4) / 5)[0] + "
          + DAYS
          + " - 7 * int('0' + b"
          + WEEKS_OF
          + " - int('0' + b"
          + DAYS_OF
          + ")";

  /** Whether {@code a} is within {@code b}, and another period than it. */
  static final String IS_SHORTER =
      MOST_DAYS_BEYOND
          + " <= ("
          + MONTHS
          + " == 12 * int('0' + b"
          + YEARS_OF
          + " + int('0' + b"
          + MONTHS_OF
          + " ? -1 : 0)";

  private PeriodCel() {}
}
