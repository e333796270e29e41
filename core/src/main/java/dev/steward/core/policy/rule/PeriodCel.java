package dev.steward.core.policy.rule;

import java.util.regex.Pattern;

/**
 * Calendar periods in CEL: what {@link dev.steward.core.policy.CalendarPeriod} says of one or two
 * of them, without a loop over the calendar.
 *
 * <p>Arguments are expressions for texts that are periods; of other texts the results mean nothing,
 * but evaluating them never fails.
 */
public final class PeriodCel {

  private static final Pattern OF_ONE = Pattern.compile("(MONTHS|DAYS)\\(([\\w.]+)\\)");
  private static final Pattern OF_TWO =
      Pattern.compile("MOST_DAYS_BEYOND\\(([\\w.]+), ([\\w.]+)\\)");

  private PeriodCel() {}

  /**
   * An expression in which {@code MONTHS(x)}, {@code DAYS(x)} and {@code MOST_DAYS_BEYOND(x, y)}
   * stand as if CEL had these functions; x and y are names of fields.
   */
  public static String expand(String expression) {
    var ofTwo =
        OF_TWO.matcher(expression).replaceAll(call -> mostDaysBeyond(call.group(1), call.group(2)));
    return OF_ONE
        .matcher(ofTwo)
        .replaceAll(
            call -> call.group(1).equals("DAYS") ? days(call.group(2)) : months(call.group(2)));
  }

  /** The months of a period, whole years among them. */
  private static String months(String period) {
    return "(12 * %s + %s)".formatted(number(period, 'Y'), number(period, 'M'));
  }

  /** The days of a period, whole weeks among them. */
  private static String days(String period) {
    return "(7 * %s + %s)".formatted(number(period, 'W'), number(period, 'D'));
  }

  private static String number(String period, char unit) {
    return "int('0' + %s.find('[0-9]+%s').replace('%2$s', ''))".formatted(period, unit);
  }

  /**
   * {@link dev.steward.core.policy.CalendarPeriod#mostDaysBeyond}: the formula of {@code
   * MonthSpan}, over months counted from -1,200, for CEL divides towards zero.
   */
  static String mostDaysBeyond(String period, String other) {
    return "([%s].map(n, %s)[0] + %s - %s)"
        .formatted(monthsBeyond(period, other), MOST_DAYS, days(period), days(other));
  }

  private static String monthsBeyond(String period, String other) {
    return "1200 + %s - %s".formatted(months(period), months(other));
  }

  private static final String MOST_DAYS =
      "365 * (n / 12 - 100)"
          + " + (n >= 1200 ? (n / 12 - 97) / 4 : n >= 1164 ? 0 : 1 + (n / 12 - 100) / 4)"
          + " + (153 * (n % 12) + 4) / 5";

  /** Whether one is within the other, and another period than it: of as many months, fewer days. */
  static String isShorter(String period, String other) {
    return "[%s].exists(n, %s + %s - %s <= (n == 1200 ? -1 : 0))"
        .formatted(monthsBeyond(period, other), MOST_DAYS, days(period), days(other));
  }
}
