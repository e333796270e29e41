package dev.steward.api.v1alpha1;

import dev.steward.core.check.Checked;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Durations as Kubernetes writes them, after Go's {@code time.ParseDuration}: whole hours, minutes,
 * seconds and milliseconds, in this order, such as {@code 90s}, {@code 5m} or {@code 1h30m}.
 */
public final class GoDuration {

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<h>[0-9]{1,5})h)?(?:(?<m>[0-9]{1,5})m)?(?:(?<s>[0-9]{1,5})s)?(?:(?<ms>[0-9]{1,8})ms)?");

  private GoDuration() {}

  /** Reads a duration that stands in {@code field}. */
  public static Checked<Duration> parse(String field, String text) {
    var parts = FORM.matcher(text);
    if (text.isEmpty() || !parts.matches()) {
      return Checked.invalid(
          field, "\"" + text + "\" is no duration", "write it like 90s, 5m or 1h30m");
    }
    return Checked.valid(
        Duration.ofHours(number(parts.group("h")))
            .plusMinutes(number(parts.group("m")))
            .plusSeconds(number(parts.group("s")))
            .plusMillis(number(parts.group("ms"))));
  }

  /** The shortest text of whole units that {@link #parse} reads as {@code duration}. */
  public static String text(Duration duration) {
    var text = new StringBuilder();
    append(text, duration.toHours(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount > 0) {
      text.append(amount).append(unit);
    }
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
