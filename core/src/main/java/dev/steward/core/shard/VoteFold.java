package dev.steward.core.shard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that vote, place by place: the value that most rows have is elected, of equals the one that
 * came first.
 *
 * <p>Example: of the rows (cat, 1), (dog, 2) and (dog, 1) the elected row is (dog, 1).
 *
 * @param <T> values, compared by {@code equals}
 */
public final class VoteFold<T> {

  /** Votes by value, in the order in which the values came first. */
  private final List<Map<T, Long>> votes = new ArrayList<>();

  private long rows;

  /**
   * A fold of no rows yet.
   *
   * @param width values in a row
   */
  public VoteFold(int width) {
    for (var place = 0; place < width; place++) {
      votes.add(new LinkedHashMap<>());
    }
  }

  /** Adds a row. */
  public void add(List<T> row) {
    checkWidth(row.size());
    for (var place = 0; place < row.size(); place++) {
      votes.get(place).merge(row.get(place), 1L, Long::sum);
    }
    rows++;
  }

  /** Adds the rows of another fold of the same width, which come after these. */
  public void merge(VoteFold<T> later) {
    checkWidth(later.votes.size());
    for (var place = 0; place < votes.size(); place++) {
      var here = votes.get(place);
      later.votes.get(place).forEach((value, count) -> here.merge(value, count, Long::sum));
    }
    rows += later.rows;
  }

  private void checkWidth(int width) {
    if (width != votes.size()) {
      throw new IllegalArgumentException("%d values, rows have %d".formatted(width, votes.size()));
    }
  }

  /**
   * The elected row.
   *
   * @throws IllegalStateException if there were no rows
   */
  public List<T> row() {
    if (rows == 0) {
      throw new IllegalStateException("no rows were added");
    }
    return votes.stream().map(VoteFold::elected).toList();
  }

  private static <T> T elected(Map<T, Long> votes) {
    var most = votes.entrySet().iterator().next();
    for (var candidate : votes.entrySet()) {
      if (candidate.getValue() > most.getValue()) {
        most = candidate;
      }
    }
    return most.getKey();
  }
}
