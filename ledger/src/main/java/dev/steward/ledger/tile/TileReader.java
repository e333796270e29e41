package dev.steward.ledger.tile;

import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.Nodes;
import dev.steward.ledger.merkle.TileTree;
import dev.steward.ledger.merkle.TreeHasher;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Reads tiles and bundles of a log of a known size. What is read isn't verified here. */
public final class TileReader implements Nodes {

  private final VolumeReader volume;
  private final String folder;
  private final long size;
  private final TreeHasher hasher = new TreeHasher();

  /**
   * A reader.
   *
   * @param folder of the log in the volume, with a slash at its end; empty for the volume itself
   * @param size of a checkpoint of the log
   */
  public TileReader(VolumeReader volume, String folder, long size) {
    this.volume = volume;
    this.folder = folder;
    this.size = size;
  }

  @Override
  public Hash node(int height, long index) throws IOException {
    var level = height / 8;
    var within = height % 8;
    var first = index << within;
    var tile = tile(level, first / TileTree.WIDTH);
    var offset = (int) (first % TileTree.WIDTH);
    var count = 1 << within;
    if ((offset + count) * Hash.SIZE > tile.length) {
      throw new IOException("no hashes so far right in a log of " + size);
    }
    return hasher.fold(tile, offset * Hash.SIZE, count);
  }

  /** The hashes of a tile that belong to a log of this size. */
  public byte[] tile(int level, long index) throws IOException {
    var width = TilePath.width(level, index, size);
    var path = TilePath.tile(level, index, width);
    var bytes = read(path, TilePath.tile(level, index, TileTree.WIDTH));
    if (bytes.length < width * Hash.SIZE) {
      throw new IOException(
          "%s%s has %d bytes, not %d".formatted(folder, path, bytes.length, width * Hash.SIZE));
    }
    return Arrays.copyOf(bytes, width * Hash.SIZE);
  }

  /** The entries of a bundle that belong to a log of this size. */
  public List<byte[]> bundle(long index) throws IOException {
    var width = TilePath.width(0, index, size);
    var path = TilePath.bundle(index, width);
    var entries =
        Bundle.read(read(path, TilePath.bundle(index, TileTree.WIDTH)))
            .orElseThrow(() -> new IOException(folder + path + " is no bundle of entries"));
    if (entries.size() < width) {
      throw new IOException(
          "%s%s has %d entries, not %d".formatted(folder, path, entries.size(), width));
    }
    return entries.subList(0, width);
  }

  /** A partial one may be gone once the full one is there. */
  private byte[] read(String path, String full) throws IOException {
    var bytes = volume.read(folder + path);
    if (bytes.isEmpty()) {
      bytes = volume.read(folder + full);
    }
    return bytes.orElseThrow(() -> new IOException(folder + path + " is missing"));
  }
}
