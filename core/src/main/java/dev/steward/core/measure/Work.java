package dev.steward.core.measure;

import java.util.Locale;

/**
 * An amount of computation.
 *
 * @param flops floating-point operations, 0 or more; a multiplication and an addition are two
 */
public record Work(long flops) implements Comparable<Work> {

  /** Nothing to do. */
  public static final Work NONE = new Work(0);

  private static final double GIGA = 1e9;
  private static final double MEGA = 1e6;

  public Work {
    if (flops < 0) {
      throw new IllegalArgumentException("less than nothing: " + flops + " FLOP");
    }
  }

  /** Both together; {@link Long#MAX_VALUE} where that is more than a long. */
  public Work plus(Work other) {
    long sum = flops + other.flops;
    return new Work(sum < 0 ? Long.MAX_VALUE : sum);
  }

  @Override
  public int compareTo(Work other) {
    return Long.compare(flops, other.flops);
  }

  /** For people: {@code 2.7 GFLOP}. */
  public String text() {
    return flops >= GIGA
        ? String.format(Locale.ROOT, "%.1f GFLOP", flops / GIGA)
        : String.format(Locale.ROOT, "%.1f MFLOP", flops / MEGA);
  }
}
