package dev.steward.ledger.verify;

import dev.steward.ledger.entry.Entry;
import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.TileTree;
import dev.steward.ledger.note.Checkpoint;
import dev.steward.ledger.tile.Bundle;
import dev.steward.ledger.tile.TilePath;
import dev.steward.ledger.tile.TileReader;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Goes through all entries once: what they make, and what each of them must have. */
final class TreeWalk {

  static final String FOLDER = "log/";

  private final VolumeReader volume;
  private final TileReader tiles;
  private final Checkpoint checkpoint;
  private final Findings findings;
  private final EntryCheck entries;
  private final TileTree tree = new TileTree();
  private final Map<Long, List<Checkpoint>> witnessed;
  private final Map<EntryKind, Long> counts = new EnumMap<>(EntryKind.class);

  TreeWalk(
      VolumeReader volume,
      TileReader tiles,
      Checkpoint checkpoint,
      Map<Long, List<Checkpoint>> witnessed,
      EntryCheck entries,
      Findings findings) {
    this.volume = volume;
    this.tiles = tiles;
    this.checkpoint = checkpoint;
    this.witnessed = witnessed;
    this.entries = entries;
    this.findings = findings;
  }

  void run() throws IOException {
    atSize(0);
    for (var bundle = 0L; bundle * TileTree.WIDTH < checkpoint.size(); bundle++) {
      var read = bundle(bundle);
      if (read.isEmpty()) {
        // Whatever follows can't be put together; the root neither.
        return;
      }
      var full = new ArrayList<TileTree.Tile>();
      for (var entry : read.get()) {
        check(entry);
        tree.append(entry, full);
        atSize(tree.size());
      }
      for (var tile : full) {
        tile(tile);
      }
      if (read.get().size() < TileTree.WIDTH) {
        earlierBundles(bundle, read.get());
      }
    }
    for (var tile : tree.partial()) {
      tile(tile);
      earlierTiles(tile);
    }
    if (!tree.root().equals(checkpoint.root())) {
      findings.add(
          Check.ROOT,
          FOLDER + TilePath.CHECKPOINT,
          "the entries make the root %s, signed was %s"
              .formatted(tree.root().base64(), checkpoint.root().base64()));
    }
  }

  private Optional<List<byte[]>> bundle(long index) {
    try {
      return Optional.of(tiles.bundle(index));
    } catch (IOException e) {
      findings.add(
          Check.FILES,
          FOLDER + TilePath.bundle(index, TilePath.width(0, index, checkpoint.size())),
          String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void check(byte[] bytes) {
    var index = tree.size();
    var entry = Entry.read(bytes);
    if (entry.isEmpty()) {
      findings.add(Check.ENTRY, index, "it is no entry of an evidence log");
      return;
    }
    counts.merge(entry.get().kind(), 1L, Long::sum);
    entries.check(index, entry.get(), bytes);
  }

  private void tile(TileTree.Tile tile) {
    var path = FOLDER + TilePath.tile(tile.level(), tile.index(), tile.width());
    try {
      if (!Arrays.equals(tiles.tile(tile.level(), tile.index()), tile.hashes())) {
        findings.add(Check.TILE, path, "it doesn't hold the hashes of the entries");
      }
    } catch (IOException e) {
      findings.add(Check.FILES, path, String.valueOf(e.getMessage()));
    }
  }

  /** Partial tiles of earlier checkpoints are still served: they must be beginnings of this one. */
  private void earlierTiles(TileTree.Tile tile) throws IOException {
    var folder = FOLDER + TilePath.tile(tile.level(), tile.index(), TileTree.WIDTH) + ".p";
    for (var width : volume.list(folder)) {
      var bytes = volume.read(folder + "/" + width).orElse(new byte[0]);
      var known = Math.min(bytes.length, tile.hashes().length);
      if (!width.equals(String.valueOf(bytes.length / Hash.SIZE))
          || bytes.length % Hash.SIZE != 0
          || !Arrays.equals(bytes, 0, known, tile.hashes(), 0, known)) {
        findings.add(Check.TILE, folder + "/" + width, "it doesn't hold the hashes of the entries");
      }
    }
  }

  private void earlierBundles(long index, List<byte[]> now) throws IOException {
    var folder = FOLDER + TilePath.bundle(index, TileTree.WIDTH) + ".p";
    var whole = Bundle.write(now);
    for (var width : volume.list(folder)) {
      var bytes = volume.read(folder + "/" + width).orElse(new byte[0]);
      var known = Math.min(bytes.length, whole.length);
      var count = Bundle.read(bytes).map(List::size).orElse(-1);
      if (!width.equals(String.valueOf(count))
          || !Arrays.equals(bytes, 0, known, whole, 0, known)) {
        findings.add(Check.FILES, folder + "/" + width, "it doesn't hold the entries of the log");
      }
    }
  }

  private void atSize(long size) {
    for (var seen : witnessed.getOrDefault(size, List.of())) {
      if (!tree.root().equals(seen.root())) {
        findings.add(
            Check.CONSISTENCY,
            "witnessed checkpoint of %d entries".formatted(size),
            "the log was another one then: it was rewritten");
      }
    }
  }

  Map<EntryKind, Long> counts() {
    return counts;
  }
}
