package dev.steward.ledger.away;

import dev.steward.ledger.keep.RecordFiles;
import dev.steward.ledger.keep.SealedFiles;
import dev.steward.ledger.keep.StoredRecord;
import dev.steward.ledger.log.Settled;
import dev.steward.ledger.merkle.TileTree;
import dev.steward.ledger.retain.Bucket;
import dev.steward.ledger.volume.Depot;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** Lets files leave a volume, a few in a step; see the package. For one thread, but for the end. */
public final class Departure {

  /** Bytes of records in one step, roughly. */
  private static final long STEP_BYTES = 32L << 20;

  /** Folders into which nothing comes any more once they are empty; there are a thousand others. */
  private static final Pattern NEVER_AGAIN = Pattern.compile("log/tile/[^/]+/x\\d{3}/x\\d{3}");

  private static final int STEP_BUNDLES = 64;
  private static final int AT_ONCE = 4;

  private final Volume here;
  private final Depot depot;
  private final Copy copy;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean ended;

  /** Which buckets' files may leave. */
  @FunctionalInterface
  public interface Leaving {
    /** Whether they may: its key is there, and its day hasn't come. */
    boolean mayLeave(Bucket bucket) throws IOException;
  }

  /** A change of the volume, which is quick. */
  @FunctionalInterface
  private interface Change<T> {
    T make() throws IOException;
  }

  /**
   * A departure.
   *
   * @param here the volume alone, without what left it
   */
  public Departure(Volume here, Depot depot) {
    this.here = here;
    this.depot = depot;
    this.copy = new Copy(depot);
  }

  /** From now on it changes nothing here, whatever it is at: the volume is given back. */
  public void end() {
    lock.lock();
    try {
      ended = true;
    } finally {
      lock.unlock();
    }
  }

  private <T> T change(Change<T> change) throws IOException {
    lock.lock();
    try {
      if (ended) {
        throw new IOException("the log was closed meanwhile");
      }
      return change.make();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets a few files leave.
   *
   * @param settled what is written no more
   * @param before files that were last written to since then stay
   */
  public Departed step(Settled settled, Instant before, Leaving leaving) {
    try {
      var known = SealedFiles.place(here);
      if (known.filter(place -> !place.equals(depot.place())).isPresent()) {
        return Departed.failed(
            "files of this log are at %s, and %s is set up; set up the former again, or move all of"
                    .formatted(known.get(), depot.place())
                + " them and write the new place into sealed/place");
      }
      if (known.isEmpty()) {
        var _ = change(() -> SealedFiles.place(here, depot.place()));
      }
      return records(settled, before, leaving).and(bundles(settled, before));
    } catch (IOException e) {
      return Departed.failed(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private Departed records(Settled settled, Instant before, Leaving leaving) throws IOException {
    var sum = new Departed(0, 0, false, Optional.empty());
    for (var bucket : RecordFiles.buckets(here)) {
      if (sum.bytes() >= STEP_BYTES) {
        return sum.and(new Departed(0, 0, true, Optional.empty()));
      }
      if (leaving.mayLeave(bucket)) {
        sum = sum.and(bucket(bucket, settled, before));
      }
    }
    return sum;
  }

  /** The files of a bucket leave in their order. */
  private Departed bucket(Bucket bucket, Settled settled, Instant before) throws IOException {
    var sealed = SealedFiles.read(here, bucket);
    var files = 0;
    var bytes = 0L;
    for (var file : RecordFiles.of(here, bucket)) {
      if (RecordFiles.journal(file).orElse(-1) >= settled.journal()
          || !here.changed(file).isBefore(before)) {
        break;
      }
      if (bytes >= STEP_BYTES) {
        return new Departed(files, bytes, true, Optional.empty());
      }
      var content = here.read(file).orElse(new byte[0]);
      var known = sealed;
      if (!known.names(file)) {
        var tally = known.tally();
        try {
          tally.add(content);
        } catch (StoredRecord.BrokenRecordException e) {
          return new Departed(files, bytes, false, Optional.of(damaged(file)));
        }
        copy.of(file, content);
        sealed = change(() -> known.and(here, file, tally));
      } else {
        copy.of(file, content);
      }
      unlink(List.of(file));
      files++;
      bytes += content.length;
    }
    return new Departed(files, bytes, false, Optional.empty());
  }

  private String damaged(String file) {
    return "%s/%s is damaged: it stays here; run steward audit verify"
        .formatted(here.place(), file);
  }

  /** Full bundles and their tiles leave in the order of the log; the newest of them stay. */
  private Departed bundles(Settled settled, Instant before) throws IOException {
    var end = settled.size() / TileTree.WIDTH - 1;
    var indices = new ArrayList<Long>();
    for (var index : FullTiles.oldest(here, STEP_BUNDLES)) {
      if (index < end && here.changed(FullTiles.bundle(index)).isBefore(before)) {
        indices.add(index);
      }
    }
    var bytes = copied(indices);
    // Tiles first: what is left of a pair is found by its bundle.
    unlink(indices.stream().map(FullTiles::tile).toList());
    unlink(indices.stream().map(FullTiles::bundle).toList());
    return new Departed(
        2 * indices.size(), bytes, indices.size() == STEP_BUNDLES, Optional.empty());
  }

  /** Several at a time: they are small, and a store's answer takes long. */
  private long copied(List<Long> indices) throws IOException {
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      try {
        var copies =
            indices.stream().map(index -> threads.submit(() -> copied((long) index))).toList();
        var bytes = 0L;
        for (var one : copies) {
          bytes += one.get();
        }
        return bytes;
      } finally {
        // After a failure the others aren't tried.
        threads.shutdownNow();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause
          ? cause
          : new IOException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while files left");
    }
  }

  private long copied(long index) throws IOException {
    return copied(FullTiles.bundle(index)) + copied(FullTiles.tile(index));
  }

  /** Where a crash came between a tile and its bundle, the tile is gone already. */
  private long copied(String file) throws IOException {
    var content = here.read(file);
    if (content.isPresent()) {
      copy.of(file, content.get());
    }
    return content.map(bytes -> (long) bytes.length).orElse(0L);
  }

  private void unlink(List<String> files) throws IOException {
    var folders = new TreeSet<String>();
    for (var file : files) {
      folders.add(file.substring(0, file.lastIndexOf('/')));
    }
    var _ =
        change(() -> {
          for (var file : files) {
            here.delete(file);
          }
          for (var folder : folders) {
            here.syncFolder(folder);
            if (NEVER_AGAIN.matcher(folder).matches() && here.list(folder).isEmpty()) {
              here.delete(folder);
            }
          }
          return folders;
        });
  }
}
