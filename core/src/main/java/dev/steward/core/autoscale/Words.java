package dev.steward.core.autoscale;

import java.time.Duration;
import java.util.Locale;

/** How amounts stand in sentences. */
final class Words {

  private Words() {}

  /** A duration in its largest whole unit: {@code 90s}, {@code 5m}, {@code 2h}, {@code 7d}. */
  static String span(Duration duration) {
    var seconds = duration.toSeconds();
    if (seconds == 0 || seconds % 60 != 0) {
      return duration.toMillisPart() == 0 ? seconds + "s" : duration.toMillis() + "ms";
    }
    if (seconds % 3600 != 0) {
      return seconds / 60 + "m";
    }
    return seconds % 86400 != 0 ? seconds / 3600 + "h" : seconds / 86400 + "d";
  }

  /** One decimal, for anybody's locale. */
  static String amount(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** No decimals where the number has none. */
  static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
