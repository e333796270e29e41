package dev.steward.ledger.log;

import dev.steward.ledger.merkle.Hash;
import dev.steward.ledger.merkle.TileTree;
import dev.steward.ledger.tile.Bundle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The growing end of a log: the right edge of its tree and the entries of its unfinished bundle.
 * For one thread at a time.
 */
final class Growth {

  private final TileTree tree;
  private final List<byte[]> openBundle;

  private Growth(TileTree tree, List<byte[]> openBundle) {
    this.tree = tree;
    this.openBundle = openBundle;
  }

  /** Of a log without entries. */
  static Growth fresh() {
    return new Growth(new TileTree(), new ArrayList<>());
  }

  /** Of a snapshot, from its place in a buffer; empty if it is none. */
  static Optional<Growth> restore(ByteBuffer snapshot) {
    return TileTree.restore(snapshot)
        .flatMap(tree -> {
          var rest = new byte[snapshot.remaining()];
          snapshot.get(rest);
          return Bundle.read(rest)
              .filter(entries -> entries.size() == tree.size() % TileTree.WIDTH)
              .map(entries -> new Growth(tree, new ArrayList<>(entries)));
        });
  }

  /** Adds an entry; what it finishes goes to {@code pending}. */
  void append(byte[] entry, Pending pending) {
    tree.append(entry, pending.tiles());
    openBundle.add(entry);
    if (openBundle.size() == TileTree.WIDTH) {
      pending
          .bundles()
          .add(new Pending.FullBundle(size() / TileTree.WIDTH - 1, Bundle.write(openBundle)));
      openBundle.clear();
    }
  }

  long size() {
    return tree.size();
  }

  Hash root() {
    return tree.root();
  }

  List<TileTree.Tile> partialTiles() {
    return tree.partial();
  }

  /** The unfinished bundle: empty where the last one was finished. */
  Optional<byte[]> partialBundle() {
    return openBundle.isEmpty() ? Optional.empty() : Optional.of(Bundle.write(openBundle));
  }

  byte[] snapshot() {
    var edge = tree.snapshot();
    var entries = Bundle.write(openBundle);
    return ByteBuffer.allocate(edge.length + entries.length).put(edge).put(entries).array();
  }
}
