package dev.steward.ledger.verify;

import dev.steward.ledger.keep.KeyFile;
import dev.steward.ledger.keep.RecordFiles;
import dev.steward.ledger.record.PurgeIntent;
import dev.steward.ledger.record.PurgeReceipt;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.verify.KeptRecords.BucketKey;
import dev.steward.ledger.verify.KeptRecords.Placed;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.Optional;

/** Whether what is due is gone, nothing else, and the receipts say so. */
final class RetentionCheck {

  private final VolumeReader volume;
  private final Evidence evidence;
  private final KeptRecords kept;
  private final EntryCheck entries;
  private final Findings findings;

  RetentionCheck(
      VolumeReader volume,
      Evidence evidence,
      KeptRecords kept,
      EntryCheck entries,
      Findings findings) {
    this.volume = volume;
    this.evidence = evidence;
    this.kept = kept;
    this.entries = entries;
    this.findings = findings;
  }

  void run() throws IOException {
    for (var receipt : kept.receipts.values()) {
      receipt(receipt);
    }
    for (var intent : kept.intents.entrySet()) {
      if (!kept.receipts.containsKey(intent.getKey())) {
        findings.add(
            Check.UNFINISHED,
            intent.getValue().index(),
            "it begins a purge of %s that has no receipt"
                .formatted(intent.getValue().record().set().bucket().path()));
      }
    }
    var buckets = new LinkedHashSet<Bucket>(RecordFiles.buckets(volume));
    buckets.addAll(KeyFile.buckets(volume));
    kept.receipts.values().forEach(receipt -> buckets.add(receipt.record().set().bucket()));
    for (var bucket : buckets) {
      bucket(bucket);
    }
  }

  private void receipt(Placed<PurgeReceipt> receipt) {
    var set = receipt.record().set();
    var key = BucketKey.of(set.bucket());
    var found = entries.set(key).orElseThrow();
    if (!found.is(set)) {
      findings.add(
          Check.RECEIPT, receipt.index(), "it doesn't name the entries of " + set.bucket().path());
    }
    var intent = Optional.ofNullable(kept.intents.get(key));
    if (intent.isEmpty() || !matches(intent.get(), receipt)) {
      findings.add(Check.RECEIPT, receipt.index(), "there is no such purge that was begun before");
    } else if (found.last() > intent.get().index()) {
      findings.add(
          Check.RECEIPT, found.last(), "its bucket was about to be destroyed when it was recorded");
    }
    var day = LocalDate.ofInstant(receipt.record().at(), ZoneOffset.UTC);
    var begun =
        intent.map(one -> LocalDate.ofInstant(one.record().at(), ZoneOffset.UTC)).orElse(day);
    if (begun.isBefore(set.bucket().keptUntil()) || day.isBefore(set.bucket().keptUntil())) {
      findings.add(
          Check.EARLY,
          receipt.index(),
          "%s was destroyed on %s, and was to be kept until %s"
              .formatted(set.bucket().path(), begun, set.bucket().keptUntil()));
    }
  }

  private static boolean matches(Placed<PurgeIntent> intent, Placed<PurgeReceipt> receipt) {
    return intent.index() < receipt.index()
        && intent.record().id().equals(receipt.record().id())
        && intent.record().set().equals(receipt.record().set());
  }

  private void bucket(Bucket bucket) throws IOException {
    var receipt = Optional.ofNullable(kept.receipts.get(BucketKey.of(bucket)));
    var destroyed = KeyFile.isDestroyed(volume, bucket);
    var keyId = KeyFile.keyId(volume, bucket);
    var hasRecords = !RecordFiles.of(volume, bucket).isEmpty();
    if (receipt.isPresent()) {
      if (!destroyed || hasRecords) {
        findings.add(
            Check.RECEIPT,
            bucket.path(),
            "it has a receipt, but its key isn't marked as destroyed, or it has files");
      }
      return;
    }
    if (destroyed) {
      findings.add(Check.KEY, bucket.path(), "its key was destroyed, and there is no receipt");
    } else if (keyId.isEmpty()) {
      findings.add(Check.KEY, bucket.path(), "its key is missing or damaged");
    }
    var due = bucket.dueOn().map(day -> day.plusDays(evidence.slack()));
    if (due.filter(day -> evidence.today().isAfter(day)).isPresent()) {
      findings.add(
          Check.OVERDUE,
          bucket.path(),
          "it was due on %s and is still there".formatted(bucket.dueOn().orElseThrow()));
    }
  }
}
