package dev.steward.core.shard;

import static java.util.Objects.requireNonNull;

/**
 * That a service's batches are cut.
 *
 * @param parts into how many parts at most, {@value #FEWEST} to {@value #MOST}
 * @param aggregate what becomes of the answered rows
 */
public record DataSharding(int parts, Aggregate aggregate) {

  public static final int FEWEST = 2;
  public static final int MOST = 64;

  public DataSharding {
    requireNonNull(aggregate, "aggregate");
    if (parts < FEWEST || parts > MOST) {
      throw new IllegalArgumentException(
          "a batch is cut into %d to %d parts: %d".formatted(FEWEST, MOST, parts));
    }
  }
}
