package dev.steward.ledger.keep;

import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.record.PurgedSet;
import dev.steward.ledger.record.Word;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.volume.Depot;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Destroys a bucket: first what is in it is told, then its key goes, then its files here, then
 * those that were given away.
 */
public final class Destruction {

  private final Volume volume;
  private final Optional<Depot> depot;
  private final BucketKeys keys;

  /**
   * Destroys buckets.
   *
   * @param volume of the log alone, without what was given away
   * @param depot where files were given to
   */
  public Destruction(Volume volume, Optional<Depot> depot, BucketKeys keys) {
    this.volume = volume;
    this.depot = depot;
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
    var tally = Tally.empty();
    try {
      var sealed = SealedFiles.read(volume, bucket);
      tally = sealed.tally();
      for (var file : RecordFiles.of(volume, bucket)) {
        if (!sealed.names(file)) {
          tally.add(volume.read(file).orElse(new byte[0]));
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
            tally.count(),
            tally.first(),
            tally.last(),
            tally.root(),
            policyDigest));
  }

  /** Destroys the key and the files here; changes nothing where that is done already. */
  public void destroyHere(Bucket bucket) throws LedgerException {
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

  /** Whether a bucket has its key. */
  public boolean isKept(Bucket bucket) throws IOException {
    return KeyFile.keyId(volume, bucket).isPresent();
  }

  /** Whether no file of this log was ever given away. */
  public boolean hasAll() throws LedgerException {
    try {
      return SealedFiles.place(volume).isEmpty();
    } catch (IOException e) {
      throw LedgerException.io(volume.place() + "/" + SealedFiles.FOLDER, e);
    }
  }

  /**
   * Removes the files of a bucket that were given away, and what is known of them.
   *
   * @return why they may still be there; empty if none is
   */
  public Optional<String> destroyAway(Bucket bucket) throws LedgerException {
    try {
      var place = SealedFiles.place(volume);
      if (place.isEmpty()) {
        return Optional.empty();
      }
      var there = depot.filter(one -> one.place().equals(place.get()));
      var left =
          there.isPresent()
              ? emptied(there.get(), RecordFiles.folder(bucket))
              : Optional.of("its files were given to " + place.get() + ", which isn't set up now");
      if (left.isEmpty()) {
        SealedFiles.forget(volume, bucket);
      }
      return left;
    } catch (IOException e) {
      throw LedgerException.io(volume.place() + "/" + SealedFiles.FOLDER, e);
    }
  }

  /** Removes all files of a folder; why it couldn't. */
  private static Optional<String> emptied(Depot depot, String folder) {
    try {
      for (var name : depot.list(folder)) {
        depot.delete(folder + "/" + name);
      }
      return depot.list(folder).isEmpty()
          ? Optional.empty()
          : Optional.of(depot.place() + "/" + folder + " is still there, though it was removed");
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
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
