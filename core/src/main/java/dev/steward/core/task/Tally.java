package dev.steward.core.task;

import java.util.List;
import java.util.stream.Stream;

/**
 * What became of some items.
 *
 * @param done items that are through, failed ones among them
 * @param failed items that failed
 * @param first the first failures, at most {@value #MAX_FAILURES}
 */
public record Tally(long done, long failed, List<ItemFailure> first) {

  /** Failures told of by name. */
  public static final int MAX_FAILURES = 20;

  /** Nothing yet. */
  public static final Tally NOTHING = new Tally(0, 0, List.of());

  public Tally {
    if (failed < 0 || failed > done || first.size() > failed) {
      throw new IllegalArgumentException("%d failed of %d".formatted(failed, done));
    }
    first = first.stream().limit(MAX_FAILURES).toList();
  }

  /** These and, after them in input order, those. */
  public Tally plus(Tally next) {
    return new Tally(
        done + next.done,
        failed + next.failed,
        Stream.concat(first.stream(), next.first.stream()).limit(MAX_FAILURES).toList());
  }
}
