package dev.steward.core.task;

/**
 * Neighbouring items of a task.
 *
 * @param from the first
 * @param to the one after the last
 */
public record ItemRange(long from, long to) {

  public ItemRange {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException("no items: " + from + " to " + to);
    }
  }

  /** How many. */
  public long items() {
    return to - from;
  }
}
