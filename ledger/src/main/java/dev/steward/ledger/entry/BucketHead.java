package dev.steward.ledger.entry;

import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.retain.Holds;

/**
 * What all entries of a bucket have in common, computed once.
 *
 * @param holds what kind of entries
 * @param className of the bucket's class
 * @param day since 1970-01-01
 * @param classId of its class
 * @param keptUntil first day on which the bucket may be destroyed
 * @param dueOn day on which it is to be destroyed, {@link Entry#NEVER} if none
 */
public record BucketHead(
    Holds holds, String className, int day, long classId, int keptUntil, int dueOn) {

  private static final Hash NONE = Hash.of(new byte[Hash.SIZE]);

  /** Of a bucket. */
  public static BucketHead of(Bucket bucket) {
    return new BucketHead(
        bucket.holds(),
        bucket.className(),
        (int) bucket.day().toEpochDay(),
        bucket.classId(),
        (int) bucket.keptUntil().toEpochDay(),
        bucket.dueOn().map(due -> (int) due.toEpochDay()).orElse(Entry.NEVER));
  }

  /** The head of an entry, without its commitment. */
  public Entry entry(EntryKind kind, RecordId id) {
    return new Entry(kind, day, classId, keptUntil, dueOn, id, NONE);
  }

  /** Whether an entry is of the bucket's kind, class and dates. */
  public boolean fits(Entry entry) {
    return entry.kind().belongsTo() == holds
        && entry.day() == day
        && entry.classId() == classId
        && entry.keptUntil() == keptUntil
        && entry.dueOn() == dueOn;
  }
}
