package dev.steward.ledger.retain;

import dev.steward.core.check.Checked;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Records that have one key and go together.
 *
 * @param day in UTC, on which they were made
 */
public record Bucket(Retention retention, LocalDate day) {

  /** Its folder below another, and the name it goes by: {@code min-P6M.max-P24M/2026-11-25}. */
  public String path() {
    return retention.text() + "/" + day;
  }

  /** The bucket of two folder names, if it is one. */
  public static Optional<Bucket> of(String retention, String day) {
    if (!(Retention.parse("folder", retention) instanceof Checked.Valid<Retention>(var parsed))) {
      return Optional.empty();
    }
    try {
      var date = LocalDate.parse(day);
      return date.toString().equals(day) ? Optional.of(new Bucket(parsed, date)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The first day on which it may be destroyed. */
  public LocalDate keptUntil() {
    return retention.keptUntil(day);
  }

  /** The day from which it is to be destroyed; empty if never. */
  public Optional<LocalDate> dueOn() {
    return retention.dueOn(day);
  }

  /** Whether it is to be destroyed today: due, and past its floor, which goes first. */
  public boolean mayGo(LocalDate today) {
    return dueOn().filter(due -> !today.isBefore(due)).isPresent() && !today.isBefore(keptUntil());
  }
}
