package dev.steward.core.measure;

import java.util.Locale;

/**
 * An amount of memory or storage.
 *
 * @param count bytes, 0 or more
 */
public record Bytes(long count) implements Comparable<Bytes> {

  /** Nothing. */
  public static final Bytes ZERO = new Bytes(0);

  private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

  public Bytes {
    if (count < 0) {
      throw new IllegalArgumentException("less than nothing: " + count + " bytes");
    }
  }

  /** Both together; {@link Long#MAX_VALUE} where that is more than a long. */
  public Bytes plus(Bytes other) {
    long sum = count + other.count;
    return new Bytes(sum < 0 ? Long.MAX_VALUE : sum);
  }

  @Override
  public int compareTo(Bytes other) {
    return Long.compare(count, other.count);
  }

  /** For people, with decimal units: {@code 90.4 MB}. */
  public String text() {
    if (count < 1000) {
      return count + " B";
    }
    double amount = count;
    int unit = -1;
    while (amount >= 1000) {
      amount /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
  }
}
