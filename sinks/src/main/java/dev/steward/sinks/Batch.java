package dev.steward.sinks;

import dev.steward.ledger.search.FoundRecord;
import java.util.List;

/**
 * Records one after another, sent together.
 *
 * @param origin of the log
 * @param records one at least
 */
public record Batch(String origin, List<FoundRecord> records) {

  public Batch {
    records = List.copyOf(records);
    if (records.isEmpty()) {
      throw new IllegalArgumentException("a batch of nothing");
    }
  }

  /** Index of the first record. */
  public long first() {
    return records.getFirst().index();
  }

  /** Index of the last record. */
  public long last() {
    return records.getLast().index();
  }
}
