package dev.steward.core.runtime;

import java.time.Duration;
import java.util.Locale;

/** How far a model is, in words for people. */
public final class ArrivalWords {

  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

  /** Of a time that is guessed, what is told. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private ArrivalWords() {}

  /**
   * The amount, and how long it will take: {@code 3.1 of 7.4 GiB (42 %), about 40 s left}, {@code
   * 310 MiB} where nobody knows how much there will be.
   */
  public static String of(Arrival arrival) {
    var words = new StringBuilder(amount(arrival));
    arrival
        .left()
        .filter(left -> left.compareTo(LONGEST) < 0)
        .ifPresent(left -> words.append(", about ").append(time(left)).append(" left"));
    return words.toString();
  }

  /** The amount alone: {@code 3.1 of 7.4 GiB (42 %)}. */
  public static String amount(Arrival arrival) {
    if (arrival.totalBytes().isEmpty()) {
      return bytes(arrival.bytes());
    }
    var total = arrival.totalBytes().getAsLong();
    var unit = unit(total);
    return "%s of %s %s (%d %%)"
        .formatted(
            number(arrival.bytes(), unit),
            number(total, unit),
            UNITS[unit],
            arrival.percent().orElseThrow());
  }

  /** So many bytes: {@code 1.2 GiB}. */
  public static String bytes(long bytes) {
    var unit = unit(bytes);
    return "%s %s".formatted(number(bytes, unit), UNITS[unit]);
  }

  /** Of KiB, MiB and so on the largest of which there is one. */
  private static int unit(long bytes) {
    var unit = 0;
    while (unit < UNITS.length - 1 && bytes >= size(unit + 1)) {
      unit++;
    }
    return unit;
  }

  private static long size(int unit) {
    return 1L << (10 * (unit + 1));
  }

  /** In so large a unit, with a digit after the point below 10. */
  private static String number(long bytes, int unit) {
    var amount = bytes / (double) size(unit);
    return String.format(Locale.ROOT, amount < 9.95 ? "%.1f" : "%.0f", amount);
  }

  /** Rounded, since it is a guess: to 5 s below a minute, to minutes above. */
  private static String time(Duration left) {
    var seconds = left.toSeconds();
    if (seconds < 57) {
      return Math.max(5, Math.ceilDiv(seconds, 5) * 5) + " s";
    }
    var minutes = Math.round(seconds / 60.0);
    return minutes < 120 ? minutes + " min" : Math.round(minutes / 60.0) + " h";
  }
}
