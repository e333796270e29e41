package dev.steward.core.shard;

/**
 * Rows of a batch that stand together.
 *
 * @param from the first, counted from 0
 * @param to behind the last
 */
public record Rows(int from, int to) {

  public Rows {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException("no rows: %d to %d".formatted(from, to));
    }
  }

  /** How many; at least one. */
  public int count() {
    return to - from;
  }

  /** For people, who count the last one too: {@code rows 0 to 3}. */
  @Override
  public String toString() {
    return count() == 1 ? "row " + from : "rows %d to %d".formatted(from, to - 1);
  }
}
