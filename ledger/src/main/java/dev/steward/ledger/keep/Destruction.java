package dev.steward.ledger.keep;

import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.merkle.TileTree;
import dev.steward.ledger.record.PurgedSet;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Destroys a bucket: first what is in it is told, then its key goes, then its files. */
public final class Destruction {

  private final Volume volume;
  private final BucketKeys keys;

  public Destruction(Volume volume, BucketKeys keys) {
    this.volume = volume;
    this.keys = keys;
  }

  /**
   * What is in a bucket, all of whose records are in its files.
   *
   * @return empty if its key is destroyed already
   */
  public Optional<PurgedSet> contents(Bucket bucket, Optional<Word> policyDigest)
      throws LedgerException {
    if (!(keys.state(bucket) instanceof KeyState.Present(var open))) {
      return Optional.empty();
    }
    var tree = new TileTree();
    var first = 0L;
    var last = 0L;
    try {
      for (var file : RecordFiles.of(volume, bucket)) {
        var records = StoredRecord.read(volume.read(file).orElse(new byte[0]));
        while (records.hasNext()) {
          var record = records.next();
          first = tree.size() == 0 ? record.index() : first;
          last = record.index();
          tree.append(record.entry(), new ArrayList<>());
        }
      }
    } catch (IOException e) {
      throw LedgerException.io(volume.place() + "/" + RecordFiles.folder(bucket), e);
    } catch (IllegalArgumentException e) {
      throw LedgerException.of(
          volume.place() + "/" + RecordFiles.folder(bucket),
          "a file of records is damaged",
          "nothing of it is destroyed; run steward audit verify, and keep it as evidence");
    }
    return Optional.of(
        new PurgedSet(
            bucket,
            new Word(open.key().id()),
            tree.size(),
            first,
            last,
            tree.root(),
            policyDigest));
  }

  /** Destroys the key and the files; changes nothing where that is done already. */
  public void destroy(Bucket bucket) throws LedgerException {
    try {
      keys.destroy(bucket);
      for (var file : RecordFiles.of(volume, bucket)) {
        volume.delete(file);
      }
      volume.syncFolder(RecordFiles.folder(bucket));
    } catch (IOException e) {
      throw LedgerException.io(volume.place() + "/" + RecordFiles.folder(bucket), e);
    }
  }

  /**
   * Makes sure that the root key is the one that the buckets' keys were wrapped with.
   *
   * @throws LedgerException if it isn't
   */
  public void checkRootKey() throws LedgerException {
    var newest = buckets().stream().max(Comparator.comparing(Bucket::day));
    if (newest.isPresent()) {
      var _ = keys.state(newest.get());
    }
  }

  /** The buckets whose keys are there. */
  public List<Bucket> buckets() throws LedgerException {
    try {
      return keys.buckets();
    } catch (IOException e) {
      throw LedgerException.io(volume.place() + "/" + KeyFile.FOLDER, e);
    }
  }
}
