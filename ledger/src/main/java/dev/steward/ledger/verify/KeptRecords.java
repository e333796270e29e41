package dev.steward.ledger.verify;

import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.record.Gap;
import dev.steward.ledger.record.PurgeIntent;
import dev.steward.ledger.record.PurgeReceipt;
import dev.steward.ledger.retain.Bucket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the log tells of itself: gaps, and purges by their bucket. */
final class KeptRecords {

  /** In the tree, a bucket is known by these. */
  record BucketKey(long classId, int day) {
    static BucketKey of(Bucket bucket) {
      return new BucketKey(bucket.classId(), Math.toIntExact(bucket.day().toEpochDay()));
    }
  }

  /** A record with its place. */
  record Placed<T>(long index, T record) {}

  final List<Gap> gaps = new ArrayList<>();
  final Map<BucketKey, Placed<PurgeIntent>> intents = new LinkedHashMap<>();
  final Map<BucketKey, Placed<PurgeReceipt>> receipts = new LinkedHashMap<>();

  /** Takes a record that was verified. */
  void add(long index, EvidenceRecord record, Findings findings) {
    if (record instanceof Gap gap) {
      gaps.add(gap);
    } else if (record instanceof PurgeIntent intent) {
      var key = BucketKey.of(intent.set().bucket());
      if (intents.put(key, new Placed<>(index, intent)) != null) {
        findings.add(Check.RECEIPT, index, "it begins a purge that has begun before");
      }
    } else if (record instanceof PurgeReceipt receipt) {
      var key = BucketKey.of(receipt.set().bucket());
      if (receipts.put(key, new Placed<>(index, receipt)) != null) {
        findings.add(Check.RECEIPT, index, "it is a second receipt for a bucket");
      }
    }
  }
}
