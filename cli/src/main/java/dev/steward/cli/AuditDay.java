package dev.steward.cli;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The day that a command of {@code steward audit} goes by. */
final class AuditDay {

  private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

  @Option(
      names = "--today",
      paramLabel = "DATE",
      description = "Which day it is, in UTC. Default: this machine's.")
  private Optional<LocalDate> today = Optional.empty();

  LocalDate day() {
    var day = today.orElseGet(() -> LocalDate.now(ZoneOffset.UTC));
    if (day.isBefore(LocalDate.EPOCH) || day.isAfter(LAST)) {
      throw Refused.usage(
          "--today", day + " is out of bounds", "use a day from 1970-01-01 to 9999-12-31");
    }
    return day;
  }
}
