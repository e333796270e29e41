package dev.steward.core.policy;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long something is kept at least: until all its periods have passed.
 *
 * @param periods none of which is within another, in the order of their numbers; empty: there is no
 *     floor. The constructor drops those that another settles
 */
public record Floor(List<CalendarPeriod> periods) {

  /** No demand. */
  public static final Floor NONE = new Floor(List.of());

  public Floor {
    periods = longest(periods);
  }

  /** At least this long. */
  public static Floor of(CalendarPeriod period) {
    return new Floor(List.of(period));
  }

  /** What both demand: the later of the two, on each day. */
  public Floor meet(Floor other) {
    return new Floor(Stream.concat(periods.stream(), other.periods.stream()).toList());
  }

  /** The first day on which what was made on {@code day} may go; empty: at any time. */
  public Optional<LocalDate> endFrom(LocalDate day) {
    return periods.stream().map(period -> period.endFrom(day)).max(Comparator.naturalOrder());
  }

  private static List<CalendarPeriod> longest(Collection<CalendarPeriod> all) {
    return all.stream()
        .distinct()
        .filter(one -> all.stream().noneMatch(other -> !other.equals(one) && one.isWithin(other)))
        .sorted(CalendarPeriod.BY_NUMBERS)
        .toList();
  }
}
