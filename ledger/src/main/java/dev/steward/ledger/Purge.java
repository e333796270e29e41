package dev.steward.ledger;

import dev.steward.core.check.Violation;
import dev.steward.ledger.record.PurgedSet;
import java.util.List;

/** What became of a purge. */
public sealed interface Purge {

  /** These buckets are gone, each with a receipt; none where none was due. */
  record Done(List<PurgedSet> purged) implements Purge {
    public Done {
      purged = List.copyOf(purged);
    }
  }

  /** Nothing was touched. */
  record Refused(Violation violation) implements Purge {}
}
