package dev.steward.core.task;

import java.util.ArrayList;
import java.util.List;

/**
 * What to do with a range of items that has no result, by how often a worker has begun it.
 *
 * <p>Nobody dies of a range the first time it is begun. A range that was begun and has no result
 * lost its worker: by its own fault or not, nobody knows. Then it runs again in {@value #PARTS}
 * parts, each kept by itself, so that the next death loses and accuses a sixteenth only; a part
 * that is a single item and takes its worker twice is given up. It is bisection with more than two
 * parts, because each step costs the start of a worker.
 *
 * <p>Example: item 300 of 4,096 kills its worker. Deaths: the whole, items 256 to 511, items 288 to
 * 303, item 300 twice. The other 4,095 have their results, most of them after the second start.
 */
public final class Isolation {

  /** Parts of a range that lost its worker. */
  public static final int PARTS = 16;

  /** How often a single item may take its worker. */
  public static final int DEATHS_OF_AN_ITEM = 2;

  /** Deaths until an item of the largest slice stands alone and is given up: see the example. */
  public static final int MAX_DEATHS = 5;

  private Isolation() {}

  /** What comes next. */
  public sealed interface Step {
    /** All of it at once. */
    record Run() implements Step {}

    /** These parts, each by its own count of beginnings. */
    record Split(List<ItemRange> parts) implements Step {}

    /** It is one item, and fails. */
    record GiveUp() implements Step {}
  }

  /**
   * The next step.
   *
   * @param begun how often a worker has begun {@code range} without a result
   */
  public static Step next(ItemRange range, int begun) {
    if (begun == 0) {
      return new Step.Run();
    }
    if (range.items() > 1) {
      return new Step.Split(parts(range));
    }
    return begun < DEATHS_OF_AN_ITEM ? new Step.Run() : new Step.GiveUp();
  }

  private static List<ItemRange> parts(ItemRange range) {
    long size = Math.ceilDiv(range.items(), (long) PARTS);
    var parts = new ArrayList<ItemRange>();
    for (long from = range.from(); from < range.to(); from += size) {
      parts.add(new ItemRange(from, Math.min(range.to(), from + size)));
    }
    return parts;
  }
}
