package dev.steward.ledger.tile;

import dev.steward.ledger.merkle.TileTree;

/** The paths of C2SP tlog-tiles, relative to the log's folder. */
public final class TilePath {

  /** The newest signed checkpoint. */
  public static final String CHECKPOINT = "checkpoint";

  private TilePath() {}

  /**
   * A tile of hashes.
   *
   * @param width 1 to 256; less than 256 is a partial tile
   */
  public static String tile(int level, long index, int width) {
    return "tile/" + level + "/" + number(index) + suffix(width);
  }

  /** A bundle of entries; the same numbers as of the tile of level 0 with their hashes. */
  public static String bundle(long index, int width) {
    return "tile/entries/" + number(index) + suffix(width);
  }

  /** How many of a tile's hashes a log of this size has. */
  public static int width(int level, long index, long size) {
    var hashes = size >>> (8 * level);
    return (int) Math.min(TileTree.WIDTH, hashes - index * TileTree.WIDTH);
  }

  /** Groups of three digits, all but the last with an x: 1234067 is {@code x001/x234/067}. */
  private static String number(long index) {
    var text = "%03d".formatted(index % 1000);
    for (var rest = index / 1000; rest > 0; rest /= 1000) {
      text = "x%03d/".formatted(rest % 1000) + text;
    }
    return text;
  }

  private static String suffix(int width) {
    return width == TileTree.WIDTH ? "" : ".p/" + width;
  }
}
