package dev.steward.core.autoscale;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.cron.Cron;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A minimum that holds from each firing of a cron expression until another entry of the schedule
 * fires.
 *
 * <p>Example: {@code 0 8 * * MON-FRI} with 4 and {@code 0 18 * * MON-FRI} with 0 keep at least four
 * replicas in office hours.
 *
 * @param cron when it begins to hold
 * @param zone whose clock the expression is read by
 * @param min replicas, 0 to {@value AutoscaleSettings#MOST_REPLICAS}
 */
public record ScheduledMinimum(Cron cron, ZoneId zone, int min) {

  public ScheduledMinimum {
    if (min < 0 || min > AutoscaleSettings.MOST_REPLICAS) {
      throw new IllegalArgumentException("a minimum is 0 to 1000 replicas: " + min);
    }
  }

  /**
   * Reads an entry.
   *
   * @param field the entry's path, such as {@code spec.scaling.schedule[0]}
   * @param timeZone a name of the IANA database, such as {@code Europe/Berlin}, or {@code UTC}
   */
  public static Checked<ScheduledMinimum> parse(
      String field, String cron, String timeZone, int min) {
    if (min < 0 || min > AutoscaleSettings.MOST_REPLICAS) {
      return Checked.invalid(
          field + ".min",
          "%d is no number of replicas".formatted(min),
          "use 0 to " + AutoscaleSettings.MOST_REPLICAS);
    }
    var zone = zone(timeZone);
    if (zone.isEmpty()) {
      return Checked.invalid(
          field + ".timeZone",
          "\"%s\" is no time zone".formatted(timeZone),
          "use a name like Europe/Berlin or UTC");
    }
    return switch (Cron.parse(field + ".cron", cron)) {
      case Checked.Valid<Cron>(var read) ->
          Checked.valid(new ScheduledMinimum(read, zone.get(), min));
      case Checked.Invalid<Cron>(Violation violation) -> new Checked.Invalid<>(violation);
    };
  }

  /** What a schedule asks for at a moment: the entry that fired last, of two at once the larger. */
  static int at(List<ScheduledMinimum> schedule, Instant now) {
    return schedule.stream()
        .max(
            Comparator.<ScheduledMinimum, Instant>comparing(entry -> entry.firedBefore(now))
                .thenComparingInt(ScheduledMinimum::min))
        .map(ScheduledMinimum::min)
        .orElse(0);
  }

  private Instant firedBefore(Instant now) {
    return cron.lastFiring(now, zone);
  }

  private static Optional<ZoneId> zone(String name) {
    try {
      return Optional.of(ZoneId.of(name));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
