package dev.steward.ledger.retain;

import dev.steward.core.check.Checked;
import dev.steward.ledger.merkle.TreeHasher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;

/**
 * What has one key and goes together.
 *
 * @param day in UTC, on which it was made
 */
public record Bucket(Holds holds, Retention retention, LocalDate day) {

  /** A bucket of records. */
  public Bucket(Retention retention, LocalDate day) {
    this(Holds.RECORDS, retention, day);
  }

  /**
   * The name of its class, which it shares with those of other days: {@code min-P6M.max-P24M}, or
   * {@code content-min-P0D.max-P30D}.
   */
  public String className() {
    return holds.prefix() + retention.text();
  }

  /** The first eight bytes of SHA-256 over the name of its class: it stands in entries. */
  public long classId() {
    return ByteBuffer.wrap(TreeHasher.sha256().digest(className().getBytes(StandardCharsets.UTF_8)))
        .getLong();
  }

  /** Its folder below another, and the name it goes by: {@code min-P6M.max-P24M/2026-11-25}. */
  public String path() {
    return className() + "/" + day;
  }

  /** The bucket of a class's name and a day's, if it is one. */
  public static Optional<Bucket> of(String className, String day) {
    try {
      var date = LocalDate.parse(day);
      return date.toString().equals(day) ? of(className, date) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The bucket of a class's name and a day, if it is one. */
  public static Optional<Bucket> of(String className, LocalDate day) {
    // The longer prefix first: that of records is empty.
    return Arrays.stream(Holds.values())
        .filter(holds -> className.startsWith(holds.prefix()))
        .max((one, other) -> one.prefix().length() - other.prefix().length())
        .flatMap(holds ->
            Retention.parse("class", className.substring(holds.prefix().length()))
                    instanceof Checked.Valid<Retention>(var retention)
                ? Optional.of(new Bucket(holds, retention, day))
                : Optional.empty());
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
