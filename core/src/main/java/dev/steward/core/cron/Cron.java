package dev.steward.core.cron;

import dev.steward.core.check.Checked;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A cron expression that fires again and again; {@link #parse} makes it. */
public final class Cron {

  /** The longest expression taken. */
  public static final int MAX_LENGTH = 128;

  /** Between two 29ths of February lie eight years where a century's year has none. */
  private static final int LONGEST_PAUSE_DAYS = 8 * 366;

  private static final String FORM =
      "write minute, hour, day of month, month and day of week, like \"0 8 * * MON-FRI\"";

  private final String text;
  private final Map<CronField, BitSet> fields;

  private Cron(String text, Map<CronField, BitSet> fields) {
    this.text = text;
    this.fields = fields;
  }

  /**
   * Reads an expression that stands in {@code field}. One that never fires is wrong too.
   *
   * <p>Example: {@code 0 0 30 2 *} gives <i>day of month "30" never comes in month "2"</i>.
   */
  public static Checked<Cron> parse(String field, String text) {
    if (text.length() > MAX_LENGTH) {
      return Checked.invalid(
          field, "it has %d characters".formatted(text.length()), "use at most " + MAX_LENGTH);
    }
    var parts = text.strip().split("\\s+");
    if (parts.length != CronField.values().length) {
      return Checked.invalid(
          field,
          "\"%s\" has %d field%s, not 5"
              .formatted(text, parts.length, parts.length == 1 ? "" : "s"),
          FORM);
    }
    var texts = new EnumMap<CronField, String>(CronField.class);
    var fields = new EnumMap<CronField, BitSet>(CronField.class);
    for (var each : CronField.values()) {
      var part = parts[texts.size()];
      texts.put(each, part);
      try {
        fields.put(each, each.read(part));
      } catch (CronField.WrongField e) {
        return Checked.invalid(
            field,
            "%s of \"%s\": %s".formatted(each.title(), text, e.problem()),
            "use %s, with lists (1,15), ranges (1-5) and steps (*/15)".formatted(each.range()));
      }
    }
    var cron = new Cron(String.join(" ", parts), fields);
    if (!cron.firesEver()) {
      return Checked.invalid(
          field,
          "\"%s\" never fires: day of month \"%s\" never comes in month \"%s\""
              .formatted(text, texts.get(CronField.DAY_OF_MONTH), texts.get(CronField.MONTH)),
          "choose a day that the month has");
    }
    return Checked.valid(cron);
  }

  /** The expression, its fields parted by one space. */
  public String text() {
    return text;
  }

  /** The last firing at or before a moment. */
  public Instant lastFiring(Instant at, ZoneId zone) {
    var today = at.atZone(zone).toLocalDate();
    for (var back = 0; back <= LONGEST_PAUSE_DAYS; back++) {
      var date = today.minusDays(back);
      if (matches(date)) {
        var firing = lastFiring(date, at, zone);
        if (firing.isPresent()) {
          return firing.get();
        }
      }
    }
    throw new IllegalStateException("\"%s\" didn't fire in eight years".formatted(text));
  }

  private Optional<Instant> lastFiring(LocalDate date, Instant at, ZoneId zone) {
    for (var hour = previous(CronField.HOUR, 23);
        hour >= 0;
        hour = previous(CronField.HOUR, hour - 1)) {
      for (var minute = previous(CronField.MINUTE, 59);
          minute >= 0;
          minute = previous(CronField.MINUTE, minute - 1)) {
        var firing = moment(date.atTime(hour, minute), zone);
        if (!firing.isAfter(at)) {
          return Optional.of(firing);
        }
      }
    }
    return Optional.empty();
  }

  private int previous(CronField field, int from) {
    return from < 0 ? -1 : of(field).previousSetBit(from);
  }

  private static Instant moment(LocalDateTime local, ZoneId zone) {
    var change = zone.getRules().getTransition(local);
    return change != null && change.isGap()
        ? change.getInstant()
        : local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
  }

  private boolean matches(LocalDate date) {
    if (!of(CronField.MONTH).get(date.getMonthValue())) {
      return false;
    }
    var inMonth = of(CronField.DAY_OF_MONTH).get(date.getDayOfMonth());
    var inWeek = of(CronField.DAY_OF_WEEK).get(date.getDayOfWeek().getValue() % 7);
    return eitherDay() ? inMonth || inWeek : inMonth && inWeek;
  }

  private boolean eitherDay() {
    return !CronField.DAY_OF_MONTH.isWhole(of(CronField.DAY_OF_MONTH))
        && !CronField.DAY_OF_WEEK.isWhole(of(CronField.DAY_OF_WEEK));
  }

  private boolean firesEver() {
    var firstDay = of(CronField.DAY_OF_MONTH).nextSetBit(0);
    return eitherDay()
        || of(CronField.MONTH).stream().anyMatch(month -> firstDay <= Month.of(month).maxLength());
  }

  private BitSet of(CronField field) {
    var numbers = fields.get(field);
    if (numbers == null) {
      throw new IllegalStateException("no field " + field);
    }
    return numbers;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cron cron && cron.fields.equals(fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
