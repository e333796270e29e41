package dev.steward.ledger.retain;

import dev.steward.core.check.Checked;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Two clocks that were read at the same moment. Nothing is destroyed by one clock's word.
 *
 * @param own the machine's
 * @param other one that is kept elsewhere, such as the API server's
 */
public record Clocks(Instant own, Instant other) {

  /** They may differ by so much. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** The day in UTC by the clock that is behind; or that they don't agree. */
  public Checked<LocalDate> today() {
    if (Duration.between(own, other).abs().compareTo(TOLERANCE) > 0) {
      return Checked.invalid(
          "clock",
          "this machine says %s, the other clock %s".formatted(own, other),
          "set it right; nothing is destroyed while clocks differ by more than 5 minutes");
    }
    var earlier = own.isBefore(other) ? own : other;
    return Checked.valid(LocalDate.ofInstant(earlier, ZoneOffset.UTC));
  }
}
