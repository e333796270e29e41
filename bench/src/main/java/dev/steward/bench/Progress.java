package dev.steward.bench;

import java.util.Arrays;

/** What a benchmark says while it runs, and how it sums up its runs. */
public final class Progress {
  private Progress() {}

  /** A line for the person who waits, on standard error. */
  @SuppressWarnings("AnnotateFormatMethod") // callers pass constants
  public static void say(String format, Object... values) {
    System.err.println(format.formatted(values));
  }

  /** The middle one of some measurements, or the mean of the two in the middle. */
  public static double median(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no measurement has no median");
    }
    var sorted = Arrays.stream(values).sorted().toArray();
    var middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
