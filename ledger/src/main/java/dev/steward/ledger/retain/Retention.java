package dev.steward.ledger.retain;

import dev.steward.core.check.Checked;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How long records are kept, as it is stamped into each of them: a weaker policy that comes later
 * changes nothing for those that are there.
 *
 * @param floors kept at least so long, by each of them; at most {@value #MOST}
 * @param ceilings gone after the first of them; none for records that are kept for good
 */
@SuppressWarnings("JavaPeriodGetDays") // months are looked at beside them
public record Retention(List<Period> floors, List<Period> ceilings) {

  /** Periods on each side. */
  public static final int MOST = 4;

  private static final int LONGEST_MONTHS = 1200;
  private static final int LONGEST_DAYS = 36_525;
  private static final Comparator<Period> ORDER =
      Comparator.comparingLong(Period::toTotalMonths).thenComparingInt(Period::getDays);

  public Retention {
    floors = canonical(floors);
    ceilings = canonical(ceilings);
  }

  /** Kept for at least one period and at most another. */
  public static Retention between(Period floor, Period ceiling) {
    return new Retention(List.of(floor), List.of(ceiling));
  }

  private static List<Period> canonical(List<Period> periods) {
    var sorted = periods.stream().map(Retention::checked).distinct().sorted(ORDER).toList();
    if (sorted.size() > MOST) {
      throw new IllegalArgumentException("more than %d periods".formatted(MOST));
    }
    return sorted;
  }

  private static Period checked(Period period) {
    if (period.isNegative()
        || period.toTotalMonths() > LONGEST_MONTHS
        || period.getDays() > LONGEST_DAYS) {
      throw new IllegalArgumentException(period + " isn't between P0D and a hundred years");
    }
    return Period.of(0, (int) period.toTotalMonths(), period.getDays());
  }

  /**
   * The first day on which records of {@code day} may be destroyed: that after the last floor, for
   * the day's last record was made at its end.
   */
  public LocalDate keptUntil(LocalDate day) {
    return floors.stream().map(day::plus).max(Comparator.naturalOrder()).orElse(day).plusDays(1);
  }

  /** The day on which the first record of {@code day} reaches a ceiling; empty if none does. */
  public Optional<LocalDate> dueOn(LocalDate day) {
    return ceilings.stream().map(day::plus).min(Comparator.naturalOrder());
  }

  /** Its only text, and a folder's name: {@code min-P6M.max-P24M}, {@code min-P30D+P1M.max-}. */
  public String text() {
    return "min-" + joined(floors) + ".max-" + joined(ceilings);
  }

  private static String joined(List<Period> periods) {
    return String.join("+", periods.stream().map(Period::toString).toList());
  }

  /** Reads a {@link #text} that stands in {@code field}. */
  public static Checked<Retention> parse(String field, String text) {
    var parts = text.split("\\.max-", -1);
    if (parts.length == 2 && parts[0].startsWith("min-") && text.length() <= 256) {
      try {
        var retention = new Retention(split(parts[0].substring(4)), split(parts[1]));
        if (retention.text().equals(text)) {
          return Checked.valid(retention);
        }
      } catch (IllegalArgumentException | DateTimeException e) {
        // Told below.
      }
    }
    return Checked.invalid(field, "it is no retention", "it must be like min-P6M.max-P24M");
  }

  private static List<Period> split(String text) {
    var periods = new ArrayList<Period>();
    for (var part : text.split("\\+", -1)) {
      if (!part.isEmpty()) {
        periods.add(Period.parse(part));
      }
    }
    return periods;
  }
}
