package dev.steward.core.task;

/**
 * How a task's items are cut: slices of one size, the last one the rest. Fixed before the first of
 * them runs.
 *
 * @param items of the task
 * @param size items of a slice
 */
public record Slices(long items, int size) {

  /** Items of a slice, which is read and kept as a whole. */
  public static final int MAX_SIZE = 4_096;

  public Slices {
    if (items < 1 || items > TaskDescription.MAX_ITEMS || size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException(items + " items in slices of " + size);
    }
  }

  /**
   * Cuts {@code items}.
   *
   * @param itemsPerSecond the measured speed, above 0
   */
  public static Slices cut(long items, double itemsPerSecond, Slicing how) {
    long ofWork = Math.round(itemsPerSecond * how.work().toMillis() / 1000);
    long atLeast = Math.ceilDiv(items, (long) how.most());
    return new Slices(items, Math.clamp(ofWork, Math.clamp(atLeast, 1, MAX_SIZE), MAX_SIZE));
  }

  /** How many there are. */
  public int count() {
    return (int) Math.ceilDiv(items, (long) size);
  }

  /** The items of slice {@code index}, 0 to {@link #count} − 1. */
  public ItemRange range(int index) {
    if (index < 0 || index >= count()) {
      throw new IllegalArgumentException("slice " + index + " of " + count());
    }
    return new ItemRange((long) index * size, Math.min(items, (long) (index + 1) * size));
  }
}
