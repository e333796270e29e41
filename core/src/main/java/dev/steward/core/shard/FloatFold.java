package dev.steward.core.shard;

import java.util.Arrays;

/**
 * Rows of floating-point numbers, folded to one place by place, in the order they are added and in
 * double precision: so the answer doesn't depend on how a batch was cut. What was folded apart is
 * merged by {@link #merge}; sums then differ from one fold over all by rounding alone.
 *
 * <p>Example: the rows (1, 4) and (3, 0) make the sum (4, 4), the mean (2, 2) and the max (3, 4). A
 * place where any row has NaN is NaN.
 */
public final class FloatFold {

  /** What is done at each place. */
  public enum Rule {
    SUM,
    MEAN,
    MAX
  }

  private final Rule rule;
  private final double[] folded;
  private long rows;

  /**
   * A fold of no rows yet.
   *
   * @param width numbers in a row
   */
  public FloatFold(Rule rule, int width) {
    this.rule = rule;
    this.folded = new double[width];
    Arrays.fill(
        folded,
        switch (rule) {
          case SUM, MEAN -> 0;
          case MAX -> Double.NEGATIVE_INFINITY;
        });
  }

  /** Adds a row, which may be written to again afterwards. */
  public void add(double[] row) {
    combine(row);
    rows++;
  }

  /** Adds the rows of another fold of the same rule and width. */
  public void merge(FloatFold later) {
    if (later.rule != rule) {
      throw new IllegalArgumentException("a %s into a %s".formatted(later.rule, rule));
    }
    combine(later.folded);
    rows += later.rows;
  }

  private void combine(double[] other) {
    if (other.length != folded.length) {
      throw new IllegalArgumentException(
          "%d numbers, the rows have %d".formatted(other.length, folded.length));
    }
    for (var place = 0; place < folded.length; place++) {
      folded[place] =
          switch (rule) {
            case SUM, MEAN -> folded[place] + other[place];
            case MAX -> Math.max(folded[place], other[place]);
          };
    }
  }

  /**
   * The one row.
   *
   * @throws IllegalStateException if there were no rows
   */
  public double[] row() {
    if (rows == 0) {
      throw new IllegalStateException("no rows were added");
    }
    return switch (rule) {
      case SUM, MAX -> folded.clone();
      case MEAN -> Arrays.stream(folded).map(sum -> sum / rows).toArray();
    };
  }
}
