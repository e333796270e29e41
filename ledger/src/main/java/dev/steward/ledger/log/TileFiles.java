package dev.steward.ledger.log;

import dev.steward.ledger.merkle.TileTree;
import dev.steward.ledger.tile.TilePath;
import dev.steward.ledger.volume.Volume;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes tiles and bundles, and keeps in mind which aren't durable yet. A partial file goes once
 * its full one is there: what is lost by that in a crash is in the journal.
 */
final class TileFiles {

  /** Where the log lies in its volume: what any tool for tlog-tiles is pointed at. */
  static final String FOLDER = "log/";

  private static final Pattern WIDTH = Pattern.compile("[1-9]\\d{0,2}");

  private final Volume volume;
  private final Set<String> unsynced = new HashSet<>();

  /** Whether partial files may be there that a power cut has torn. */
  private boolean mayBeTorn = true;

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
      dropTorn(
          TilePath.tile(tile.level(), tile.index(), TileTree.WIDTH), tile.width(), tile.hashes());
    }
    if (bundle.isPresent()) {
      var width = (int) (size % TileTree.WIDTH);
      put(TilePath.bundle(size / TileTree.WIDTH, width), bundle.get());
      dropTorn(TilePath.bundle(size / TileTree.WIDTH, TileTree.WIDTH), width, bundle.get());
    }
    mayBeTorn = false;
  }

  /** A narrower partial file is a beginning of the present one, or a power cut has torn it. */
  private void dropTorn(String full, int width, byte[] present) throws IOException {
    if (!mayBeTorn) {
      return;
    }
    var folder = FOLDER + full + ".p";
    for (var name : volume.list(folder)) {
      var file = folder + "/" + name;
      if (WIDTH.matcher(name).matches() && !name.equals(Integer.toString(width))) {
        var expected = Integer.parseInt(name) * (present.length / width);
        if (!isBeginning(volume.read(file).orElse(new byte[0]), expected, present)) {
          volume.delete(file);
        }
      }
    }
  }

  private static boolean isBeginning(byte[] bytes, int expected, byte[] of) {
    return bytes.length == expected
        && expected <= of.length
        && Arrays.equals(bytes, 0, expected, of, 0, expected);
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
