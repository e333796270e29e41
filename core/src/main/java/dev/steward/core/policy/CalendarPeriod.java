package dev.steward.core.policy;

import dev.steward.core.check.Checked;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A length of time by the calendar: whole months, then whole days (ISO 8601-1:2019, 5.5.2.2).
 *
 * <p>A month has no fixed length: P6M is 181 to 184 days. From a day that the month of arrival
 * lacks it ends on that month's last day, as in {@link LocalDate#plusMonths}: 31 January and P1M
 * give 28 February, in a leap year the 29th.
 *
 * @param months 0 to 1,200; a year is twelve
 * @param days 0 to 36,525; a week is seven
 */
public record CalendarPeriod(int months, int days) {

  /** No time at all. */
  public static final CalendarPeriod ZERO = new CalendarPeriod(0, 0);

  /** The longest text taken. */
  public static final int MAX_LENGTH = 24;

  static final int MAX_MONTHS = 1_200;
  static final int MAX_DAYS = 36_525;

  /** An order for printing; it says nothing about length. */
  static final Comparator<CalendarPeriod> BY_NUMBERS =
      Comparator.comparingInt(CalendarPeriod::months).thenComparingInt(CalendarPeriod::days);

  /** The shortest text there can be. */
  public static final int MIN_LENGTH = 3;

  /**
   * What a period looks like, as a regular expression of RE2's syntax; of those bounds of length,
   * and with at most 100 years each in its months and its days, it is one.
   */
  public static final String SYNTAX = "^P([0-9]{1,3}Y)?([0-9]{1,4}M)?([0-9]{1,4}W)?([0-9]{1,5}D)?$";

  private static final Pattern PATTERN = Pattern.compile(SYNTAX);

  private static final String FORM = "write it like P30D, P6M or P1Y6M, with at most 100 years";

  public CalendarPeriod {
    if (months < 0 || months > MAX_MONTHS || days < 0 || days > MAX_DAYS) {
      throw new IllegalArgumentException(
          "%d months and %d days are beyond 100 years".formatted(months, days));
    }
  }

  /** Reads the period that stands in {@code field}. */
  public static Checked<CalendarPeriod> parse(String field, String text) {
    if (text.length() > MAX_LENGTH) {
      return Checked.invalid(field, "it has %d characters".formatted(text.length()), FORM);
    }
    var matcher = PATTERN.matcher(text);
    if (text.length() < MIN_LENGTH || !matcher.matches()) {
      return Checked.invalid(field, "\"%s\" is no calendar period".formatted(text), FORM);
    }
    var months = 12 * number(matcher.group(1)) + number(matcher.group(2));
    var days = 7 * number(matcher.group(3)) + number(matcher.group(4));
    return months > MAX_MONTHS || days > MAX_DAYS
        ? Checked.invalid(field, "\"%s\" is longer than 100 years".formatted(text), FORM)
        : Checked.valid(new CalendarPeriod(months, days));
  }

  /** Of digits and the unit's letter. */
  private static int number(@Nullable String part) {
    return part == null ? 0 : Integer.parseInt(part, 0, part.length() - 1, 10);
  }

  /** In its shortest spelling: P18M is P1Y6M, P2W is P14D. Reading it gives this period again. */
  public String text() {
    var text = new StringBuilder("P");
    append(text, months / 12, 'Y');
    append(text, months % 12, 'M');
    append(text, days, 'D');
    return text.length() == 1 ? "P0D" : text.toString();
  }

  private static void append(StringBuilder text, int number, char unit) {
    if (number > 0) {
      text.append(number).append(unit);
    }
  }

  /** The day on which it has passed, if it begins on {@code start}. */
  public LocalDate endFrom(LocalDate start) {
    return start.plusMonths(months).plusDays(days);
  }

  /**
   * By how many days this ends after {@code other} at most, whatever day both begin on; negative if
   * it always ends before.
   *
   * <p>Examples: P1M beyond P30D is 1 (a month of 31 days), P30D beyond P1M is 2 (February).
   */
  public int mostDaysBeyond(CalendarPeriod other) {
    return MonthSpan.mostDays(months - other.months) + days - other.days;
  }

  /**
   * Whether this ends no later than {@code other}, whatever day both begin on. It is a partial
   * order: of P1M and P30D neither is within the other.
   */
  public boolean isWithin(CalendarPeriod other) {
    return mostDaysBeyond(other) <= 0;
  }

  @Override
  public String toString() {
    return text();
  }
}
