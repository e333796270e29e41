package dev.steward.core.shard;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of whole numbers, folded to one place by place, exactly: whether the result fits its
 * datatype is for the reader to see. There is no mean of them, for it would be no whole number.
 *
 * <p>Example: the rows (1, 4) and (3, 0) make the sum (4, 4) and the max (3, 4).
 */
public final class WholeFold {

  /** What is done at each place. */
  public enum Rule {
    SUM,
    MAX
  }

  private final Rule rule;
  private final int width;
  private final List<BigInteger> folded = new ArrayList<>();

  /**
   * A fold of no rows yet.
   *
   * @param width numbers in a row
   */
  public WholeFold(Rule rule, int width) {
    this.rule = rule;
    this.width = width;
  }

  /** Adds a row. */
  public void add(List<BigInteger> row) {
    if (row.size() != width) {
      throw new IllegalArgumentException(
          "%d numbers, the rows have %d".formatted(row.size(), width));
    }
    if (folded.isEmpty()) {
      folded.addAll(row);
      return;
    }
    for (var place = 0; place < width; place++) {
      folded.set(place, combined(folded.get(place), row.get(place)));
    }
  }

  private BigInteger combined(BigInteger left, BigInteger right) {
    return switch (rule) {
      case SUM -> left.add(right);
      case MAX -> left.max(right);
    };
  }

  /** Adds the rows of another fold of the same rule and width. */
  public void merge(WholeFold later) {
    if (later.rule != rule) {
      throw new IllegalArgumentException("a %s into a %s".formatted(later.rule, rule));
    }
    if (!later.folded.isEmpty()) {
      add(later.folded);
    }
  }

  /**
   * The one row.
   *
   * @throws IllegalStateException if there were no rows
   */
  public List<BigInteger> row() {
    if (folded.size() != width) {
      throw new IllegalStateException("no rows were added");
    }
    return List.copyOf(folded);
  }
}
