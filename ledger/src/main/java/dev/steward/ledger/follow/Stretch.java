package dev.steward.ledger.follow;

import dev.steward.ledger.search.FoundRecord;
import java.util.List;

/**
 * Records one after another.
 *
 * @param records those that could be read
 * @param next index of the entry behind them
 * @param destroyed how many between them were destroyed before they were read
 * @param unreadable how many between them are missing or damaged
 */
public record Stretch(List<FoundRecord> records, long next, long destroyed, long unreadable) {
  public Stretch {
    records = List.copyOf(records);
  }
}
