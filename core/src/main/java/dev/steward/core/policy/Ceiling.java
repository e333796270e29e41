package dev.steward.core.policy;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long something is kept at most: until the first of its periods has passed.
 *
 * @param periods none of which is within another, in the order of their numbers; empty: there is no
 *     ceiling. The constructor drops those that another settles
 */
public record Ceiling(List<CalendarPeriod> periods) {

  /** No demand. */
  public static final Ceiling NONE = new Ceiling(List.of());

  public Ceiling {
    periods = shortest(periods);
  }

  /** At most this long. */
  public static Ceiling of(CalendarPeriod period) {
    return new Ceiling(List.of(period));
  }

  /** What both demand: the earlier of the two, on each day. */
  public Ceiling meet(Ceiling other) {
    return new Ceiling(Stream.concat(periods.stream(), other.periods.stream()).toList());
  }

  /** The day on which what was made on {@code day} must go; empty: never. */
  public Optional<LocalDate> endFrom(LocalDate day) {
    return periods.stream().map(period -> period.endFrom(day)).min(Comparator.naturalOrder());
  }

  private static List<CalendarPeriod> shortest(Collection<CalendarPeriod> all) {
    return all.stream()
        .distinct()
        .filter(one -> all.stream().noneMatch(other -> !other.equals(one) && other.isWithin(one)))
        .sorted(CalendarPeriod.BY_NUMBERS)
        .toList();
  }
}
