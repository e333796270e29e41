package dev.steward.ledger.verify;

import dev.steward.core.check.Checked;
import dev.steward.ledger.note.Checkpoint;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.tile.TilePath;
import dev.steward.ledger.tile.TileReader;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Verifies a log; see the package. */
public final class Verifier {

  /** Entries that a log may have to be verified here: a bit for each is kept. */
  private static final long MOST_ENTRIES = Integer.MAX_VALUE;

  private Verifier() {}

  /**
   * Checks everything.
   *
   * @param volume of the log; it may be written to meanwhile
   * @throws IOException if it can't be read, which says nothing about the log
   */
  public static Report verify(VolumeReader volume, Evidence evidence) throws IOException {
    var findings = new Findings();
    var checkpoint = checkpoint(volume, evidence, findings);
    if (checkpoint.isEmpty()) {
      return new Report(
          Optional.empty(),
          Map.of(),
          0,
          0,
          0,
          List.of(),
          List.of(),
          findings.kept(),
          findings.count());
    }
    return verify(volume, evidence, checkpoint.get(), findings);
  }

  private static Report verify(
      VolumeReader volume, Evidence evidence, Checkpoint checkpoint, Findings findings)
      throws IOException {
    var size = checkpoint.size();
    var tiles = tiles(volume, size);
    var kept = new KeptRecords();
    var records = new RecordWalk(volume, tiles, size, evidence.root(), findings, kept);
    records.kept();
    var entries = new EntryCheck(kept, findings);
    var seen = witnessed(evidence, checkpoint, findings);
    var tree = new TreeWalk(volume, tiles(volume, size), checkpoint, seen, entries, findings);
    // Records and tree take about as long: a thread for each.
    try (var beside = Executors.newSingleThreadExecutor()) {
      var buckets =
          beside.submit(() -> {
            records.buckets();
            return records.present();
          });
      tree.run();
      entries.end(buckets.get());
    } catch (ExecutionException e) {
      throw new IOException("records can't be read: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while it verified");
    }
    new RetentionCheck(volume, evidence, kept, entries, findings).run();
    return new Report(
        Optional.of(checkpoint),
        tree.counts(),
        records.present().cardinality(),
        records.decrypted(),
        entries.open(),
        kept.gaps,
        kept.receipts.values().stream().map(KeptRecords.Placed::record).toList(),
        findings.kept(),
        findings.count());
  }

  /** One for each thread. */
  private static TileReader tiles(VolumeReader volume, long size) {
    return new TileReader(volume, TreeWalk.FOLDER, size);
  }

  private static Optional<Checkpoint> checkpoint(
      VolumeReader volume, Evidence evidence, Findings findings) throws IOException {
    var path = TreeWalk.FOLDER + TilePath.CHECKPOINT;
    var bytes = volume.read(path);
    if (bytes.isEmpty()) {
      findings.add(Check.CHECKPOINT, path, "it is missing");
      return Optional.empty();
    }
    var note = new String(bytes.get(), StandardCharsets.UTF_8);
    return switch (SignedCheckpoint.verify(path, note, evidence.keys())) {
      case Checked.Invalid<SignedCheckpoint>(var violation) -> {
        findings.add(Check.CHECKPOINT, path, violation.problem());
        yield Optional.empty();
      }
      case Checked.Valid<SignedCheckpoint>(var signed) -> {
        if (signed.checkpoint().size() > MOST_ENTRIES) {
          findings.add(Check.CHECKPOINT, path, "it has more entries than can be verified here");
          yield Optional.empty();
        }
        yield Optional.of(signed.checkpoint());
      }
    };
  }

  /** By size; those that say by themselves that they aren't of this log are told here. */
  private static Map<Long, List<Checkpoint>> witnessed(
      Evidence evidence, Checkpoint checkpoint, Findings findings) {
    var bySize = new HashMap<Long, List<Checkpoint>>();
    for (var signed : evidence.witnessed()) {
      var seen = signed.checkpoint();
      var place = "witnessed checkpoint of %d entries".formatted(seen.size());
      if (!checkpoint.origin().beginsAs(seen.origin())) {
        findings.add(Check.CONSISTENCY, place, "it is of another log, " + seen.origin().text());
      } else if (seen.size() > checkpoint.size()) {
        findings.add(
            Check.CONSISTENCY,
            place,
            "this log has %d: it was cut or put back".formatted(checkpoint.size()));
      } else {
        bySize.computeIfAbsent(seen.size(), _ -> new ArrayList<>()).add(seen);
      }
    }
    return bySize;
  }
}
