package dev.steward.ledger.away;

import dev.steward.ledger.merkle.TileTree;
import dev.steward.ledger.tile.TilePath;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds the oldest full bundles that are here, without looking at all of them. */
final class FullTiles {

  private static final String FOLDER = "log/";
  private static final String ENTRIES = FOLDER + "tile/entries";

  /** Folders of three digits each: a log has no more than 10^12 bundles. */
  private static final int DEEPEST = 4;

  private final VolumeReader here;
  private final int most;
  private final List<Long> found = new ArrayList<>();

  private FullTiles(VolumeReader here, int most) {
    this.here = here;
    this.most = most;
  }

  /** The file of a bundle. */
  static String bundle(long index) {
    return FOLDER + TilePath.bundle(index, TileTree.WIDTH);
  }

  /** The file of its hashes. */
  static String tile(long index) {
    return FOLDER + TilePath.tile(0, index, TileTree.WIDTH);
  }

  /** The indices of so many bundles at most, the oldest first. */
  static List<Long> oldest(VolumeReader here, int most) throws IOException {
    var tiles = new FullTiles(here, most);
    for (var depth = 1; depth <= DEEPEST; depth++) {
      tiles.collect(ENTRIES, 0, depth);
    }
    return tiles.found;
  }

  private void collect(String folder, long before, int depth) throws IOException {
    if (found.size() >= most) {
      return;
    }
    for (var name : here.list(folder)) {
      if (depth == 1 && name.matches("\\d{3}") && found.size() < most) {
        found.add(before + Long.parseLong(name));
      } else if (depth > 1 && name.matches("x\\d{3}")) {
        var number = before + Long.parseLong(name.substring(1));
        collect(folder + "/" + name, number * 1000, depth - 1);
      }
    }
  }
}
