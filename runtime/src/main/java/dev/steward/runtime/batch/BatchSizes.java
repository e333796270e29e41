package dev.steward.runtime.batch;

import java.util.stream.IntStream;

/** What is known of batches, by the size of their rows: a power of two of elements. */
public final class BatchSizes {

  private static final int CLASSES = 32;

  private final BatchSize[] sizes;

  /**
   * @param most rows that may be computed together, at least 1
   */
  public BatchSizes(int most) {
    sizes =
        IntStream.range(0, CLASSES).mapToObj(each -> new BatchSize(most)).toArray(BatchSize[]::new);
  }

  /**
   * Of rows of so many elements.
   *
   * @param elements of a row, at least 1
   */
  public BatchSize ofRows(long elements) {
    int power = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, elements) - 1);
    return sizes[Math.min(power, CLASSES - 1)];
  }
}
