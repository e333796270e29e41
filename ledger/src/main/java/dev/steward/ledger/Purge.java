package dev.steward.ledger;

import dev.steward.core.check.Violation;
import dev.steward.ledger.record.PurgedSet;
import dev.steward.ledger.retain.Bucket;
import java.util.List;

/** What became of a purge. */
public sealed interface Purge {

  /**
   * What was due is gone.
   *
   * @param purged these buckets, each with a receipt; none where none was due
   * @param unfinished these too, but what was given away of them may still be there, encrypted with
   *     a key that isn't; they have no receipt yet
   */
  record Done(List<PurgedSet> purged, List<Unfinished> unfinished) implements Purge {
    public Done {
      purged = List.copyOf(purged);
      unfinished = List.copyOf(unfinished);
    }
  }

  /**
   * A bucket whose receipt waits.
   *
   * @param why for people
   */
  record Unfinished(Bucket bucket, String why) {}

  /** Nothing was touched. */
  record Refused(Violation violation) implements Purge {}
}
