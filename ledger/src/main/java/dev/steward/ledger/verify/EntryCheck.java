package dev.steward.ledger.verify;

import dev.steward.ledger.entry.BucketHead;
import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.merkle.TileTree;
import dev.steward.ledger.record.PurgedSet;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.verify.KeptRecords.BucketKey;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What every entry must have: a record or a receipt, an end or a beginning. */
final class EntryCheck {

  /** A request may take so many days before it counts as never ended. */
  private static final int LONGEST_REQUEST = 2;

  private final BitSet needed = new BitSet();
  private final BitSet purged = new BitSet();
  private final Findings findings;
  private final Map<RecordId, Entry> open = new HashMap<>();
  private final Map<BucketKey, Set> sets = new HashMap<>();
  private int lastDay = Integer.MIN_VALUE;

  /** The entries of a bucket that has a receipt, as they stand in the tree. */
  static final class Set {
    private final BucketHead head;
    private final TileTree tree = new TileTree();
    private long first = -1;
    private long last = -1;

    private Set(Bucket bucket) {
      this.head = BucketHead.of(bucket);
    }

    /** Whether these are the entries that a purge names. */
    boolean is(PurgedSet purged) {
      return purged.count() == tree.size()
          && purged.root().equals(tree.root())
          && (tree.size() == 0 || (purged.first() == first && purged.last() == last));
    }

    long last() {
      return last;
    }
  }

  EntryCheck(KeptRecords kept, Findings findings) {
    this.findings = findings;
    kept.receipts.forEach(
        (key, receipt) -> sets.put(key, new Set(receipt.record().set().bucket())));
  }

  void check(long index, Entry entry, byte[] bytes) {
    lastDay = Math.max(lastDay, entry.day());
    pair(index, entry);
    var set = set(new BucketKey(entry.classId(), entry.day()));
    if (set.isPresent() && entry.kind().form() == EntryKind.Form.SEALED) {
      inPurged(index, entry, bytes, set.get());
    } else {
      needed.set((int) index);
    }
  }

  private void inPurged(long index, Entry entry, byte[] bytes, Set set) {
    purged.set((int) index);
    set.first = set.first < 0 ? index : set.first;
    set.last = index;
    set.tree.append(bytes, new ArrayList<>());
    if (!set.head.fits(entry)) {
      findings.add(
          Check.RETENTION, index, "its dates aren't those of the bucket that was destroyed");
    }
  }

  private void pair(long index, Entry entry) {
    switch (entry.kind()) {
      case START -> {
        if (open.put(entry.id(), entry) != null) {
          findings.add(Check.PAIRING, index, "the same request begins again");
        }
      }
      case END, INTERRUPTED -> {
        if (open.remove(entry.id()) == null) {
          findings.add(Check.PAIRING, index, "a request ends that hasn't begun, or ends again");
        }
      }
      case CONTENT -> {
        if (!open.containsKey(entry.id())) {
          findings.add(
              Check.PAIRING, index, "content of a request that hasn't begun, or has ended");
        }
      }
      case GAP, PURGE_INTENT, PURGE_RECEIPT -> {}
    }
  }

  /**
   * All entries were seen, and all records.
   *
   * @param present entries whose record is there
   */
  void end(BitSet present) {
    needed.andNot(present);
    runs(needed, Check.HOLE, "missing, and there is no receipt");
    purged.and(present);
    runs(purged, Check.RECEIPT, "still there, though there is a receipt");
    open.forEach((id, entry) -> {
      if (entry.day() + LONGEST_REQUEST < lastDay) {
        findings.add(
            Check.PAIRING, "request " + id, "it has begun and neither ended nor was interrupted");
      }
    });
  }

  /** Entries side by side are one finding. */
  private void runs(BitSet entries, Check check, String problem) {
    for (var from = entries.nextSetBit(0); from >= 0; ) {
      var to = entries.nextClearBit(from);
      findings.add(
          check,
          from,
          to - from == 1
              ? "its record is " + problem
              : "its record and those up to entry %d are %s".formatted(to - 1, problem));
      from = entries.nextSetBit(to);
    }
  }

  /** Requests that have begun and not ended. */
  long open() {
    return open.size();
  }

  /** The entries of a bucket that has a receipt. */
  Optional<Set> set(BucketKey bucket) {
    return Optional.ofNullable(sets.get(bucket));
  }
}
