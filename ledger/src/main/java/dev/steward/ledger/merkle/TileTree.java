package dev.steward.ledger.merkle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A growing tree of which only the right edge is held: at each level of tiles the hashes since the
 * last finished tile, at most 255 of them (C2SP tlog-tiles, "Merkle Tree").
 *
 * <p>Level 0 has the leaves' hashes; each hash of level L is the root of a full tile of level L - 1
 * and stands for 256^L leaves. A tree of 70,000 leaves holds 112 hashes at level 0, 17 at level 1
 * and one at level 2, and has given away 273 tiles of level 0 and one of level 1.
 *
 * <p>For one thread at a time.
 */
public final class TileTree {

  /** Hashes of a full tile. */
  public static final int WIDTH = 256;

  private final TreeHasher hasher = new TreeHasher();
  private final List<Row> rows = new ArrayList<>();
  private long size;

  /** The unfinished tile of one level. */
  private static final class Row {
    private final byte[] hashes = new byte[WIDTH * Hash.SIZE];
    private int count;
  }

  /**
   * A tile as the tree stands.
   *
   * @param level 0 for leaves
   * @param index from the left, from 0
   * @param width how many hashes, 1 to 256
   * @param hashes side by side, 32 bytes each
   */
  @SuppressWarnings("ArrayRecordComponent") // tiles are compared by nobody; copies would cost
  public record Tile(int level, long index, int width, byte[] hashes) {}

  /** How many leaves. */
  public long size() {
    return size;
  }

  /**
   * Adds an entry as a leaf; the tiles that it finishes, lowest first, are added to {@code full}.
   */
  public void append(byte[] entry, List<Tile> full) {
    var hash = new byte[Hash.SIZE];
    hasher.leaf(entry, 0, entry.length, hash, 0);
    appendHash(hash, full);
  }

  /** Adds a leaf by its hash. */
  public void appendHash(byte[] leafHash, List<Tile> full) {
    size++;
    var hash = leafHash;
    for (var level = 0; ; level++) {
      if (level == rows.size()) {
        rows.add(new Row());
      }
      var row = rows.get(level);
      System.arraycopy(hash, 0, row.hashes, row.count * Hash.SIZE, Hash.SIZE);
      row.count++;
      if (row.count < WIDTH) {
        return;
      }
      full.add(new Tile(level, (size >>> (8 * (level + 1))) - 1, WIDTH, row.hashes.clone()));
      row.count = 0;
      hash = hasher.fold(row.hashes, 0, WIDTH).bytes();
    }
  }

  /** The unfinished tiles, lowest first. */
  public List<Tile> partial() {
    var tiles = new ArrayList<Tile>();
    for (var level = 0; level < rows.size(); level++) {
      var row = rows.get(level);
      if (row.count > 0) {
        var hashes = new byte[row.count * Hash.SIZE];
        System.arraycopy(row.hashes, 0, hashes, 0, hashes.length);
        tiles.add(new Tile(level, size >>> (8 * (level + 1)), row.count, hashes));
      }
    }
    return tiles;
  }

  /**
   * The Merkle tree hash of all leaves: perfect subtrees are put together from the right, for those
   * further left are larger.
   */
  public Hash root() {
    var root = Optional.<Hash>empty();
    for (var row : rows) {
      var end = row.count;
      while (end > 0) {
        var width = Integer.lowestOneBit(end);
        var subtree = hasher.fold(row.hashes, (end - width) * Hash.SIZE, width);
        root = Optional.of(root.map(right -> hasher.node(subtree, right)).orElse(subtree));
        end -= width;
      }
    }
    return root.orElseGet(TreeHasher::emptyRoot);
  }

  /** All that {@link #restore} needs: the size and the hashes held. */
  public byte[] snapshot() {
    var held = partial();
    var bytes = Long.BYTES + held.stream().mapToInt(tile -> tile.hashes().length).sum();
    var buffer = ByteBuffer.allocate(bytes).putLong(size);
    held.forEach(tile -> buffer.put(tile.hashes()));
    return buffer.array();
  }

  /**
   * The tree of a snapshot.
   *
   * @return empty if these bytes are none
   */
  public static Optional<TileTree> restore(ByteBuffer snapshot) {
    if (snapshot.remaining() < Long.BYTES) {
      return Optional.empty();
    }
    var tree = new TileTree();
    tree.size = snapshot.getLong();
    if (tree.size < 0) {
      return Optional.empty();
    }
    for (var level = 0; level < 8 && tree.size >>> (8 * level) > 0; level++) {
      var row = new Row();
      row.count = (int) (tree.size >>> (8 * level) & (WIDTH - 1));
      if (snapshot.remaining() < row.count * Hash.SIZE) {
        return Optional.empty();
      }
      snapshot.get(row.hashes, 0, row.count * Hash.SIZE);
      tree.rows.add(row);
    }
    return Optional.of(tree);
  }
}
