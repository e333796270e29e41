package dev.steward.operator.plan;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is known of a tier that had no place for one more pod of a revision, kept at its Deployment
 * as {@code 2 pods at 2026-11-25T20:00:00Z}.
 *
 * @param pods that found a place
 * @param since when that was seen
 */
public record FullTier(int pods, Instant since) {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,6}) pods at (\\S{1,40})");

  /** As it is kept. */
  String text() {
    return pods + " pods at " + since;
  }

  /** What is kept; empty if it is absent, or if somebody else wrote there. */
  public static Optional<FullTier> read(String text) {
    var found = TEXT.matcher(text);
    try {
      return found.matches()
          ? Optional.of(
              new FullTier(Integer.parseInt(found.group(1)), Instant.parse(found.group(2))))
          : Optional.empty();
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
