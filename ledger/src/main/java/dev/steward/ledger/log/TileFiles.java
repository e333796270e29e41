package dev.steward.ledger.log;

import dev.steward.ledger.merkle.TileTree;
import dev.steward.ledger.tile.TilePath;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes tiles and bundles, and keeps in mind which aren't durable yet. A partial file goes once
 * its full one is there: what is lost by that in a crash is in the journal.
 */
final class TileFiles {

  /** Where the log lies in its volume: what any tool for tlog-tiles is pointed at. */
  static final String FOLDER = "log/";

  private final Volume volume;
  private final Set<String> unsynced = new HashSet<>();

  TileFiles(Volume volume) {
    this.volume = volume;
  }

  void full(List<TileTree.Tile> tiles, List<Pending.FullBundle> bundles) throws IOException {
    for (var bundle : bundles) {
      put(TilePath.bundle(bundle.index(), TileTree.WIDTH), bundle.bytes());
      dropPartials(TilePath.bundle(bundle.index(), TileTree.WIDTH));
    }
    for (var tile : tiles) {
      put(TilePath.tile(tile.level(), tile.index(), TileTree.WIDTH), tile.hashes());
      dropPartials(TilePath.tile(tile.level(), tile.index(), TileTree.WIDTH));
    }
  }

  void partial(long size, List<TileTree.Tile> tiles, Optional<byte[]> bundle) throws IOException {
    for (var tile : tiles) {
      put(TilePath.tile(tile.level(), tile.index(), tile.width()), tile.hashes());
    }
    if (bundle.isPresent()) {
      var width = (int) (size % TileTree.WIDTH);
      put(TilePath.bundle(size / TileTree.WIDTH, width), bundle.get());
    }
  }

  private void put(String path, byte[] bytes) throws IOException {
    volume.put(FOLDER + path, bytes);
    unsynced.add(FOLDER + path);
  }

  private void dropPartials(String full) throws IOException {
    var folder = FOLDER + full + ".p";
    var widths = volume.list(folder);
    for (var width : widths) {
      volume.delete(folder + "/" + width);
      unsynced.remove(folder + "/" + width);
    }
    if (!widths.isEmpty()) {
      volume.delete(folder);
    }
  }

  /** Others' files that are to be synced with the tiles. */
  void alsoUnsynced(Collection<String> files) {
    unsynced.addAll(files);
  }

  /** Makes everything durable that was written so far. */
  void sync() throws IOException {
    volume.sync(unsynced);
    unsynced.clear();
  }
}
