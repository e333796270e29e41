package dev.steward.ledger.merkle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes proofs, by the recursive definitions of RFC 6962, sections 2.1.1 and 2.1.2, word for word.
 * A proof of a log of 10 million entries has 24 hashes.
 */
public final class Proofs {

  private final Nodes nodes;
  private final TreeHasher hasher = new TreeHasher();

  public Proofs(Nodes nodes) {
    this.nodes = nodes;
  }

  /** MTH(D[0:size]): the root that the tree had when it was of this size. */
  public Hash root(long size) throws IOException {
    return size == 0 ? TreeHasher.emptyRoot() : range(0, size);
  }

  /** PATH(index, D[0:size]): that a leaf is in the tree; from the leaf's sibling upwards. */
  public List<Hash> inclusion(long index, long size) throws IOException {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("no leaf %d in a tree of %d".formatted(index, size));
    }
    var path = new ArrayList<Hash>();
    path(index, 0, size, path);
    return List.copyOf(path);
  }

  /**
   * PROOF(older, D[0:size]): that the tree of {@code older} leaves is the beginning of this one.
   */
  public List<Hash> consistency(long older, long size) throws IOException {
    if (older < 1 || older > size) {
      throw new IllegalArgumentException("no tree of %d within %d".formatted(older, size));
    }
    var proof = new ArrayList<Hash>();
    subproof(older, 0, size, proof);
    return List.copyOf(proof);
  }

  private void path(long leaf, long from, long to, List<Hash> path) throws IOException {
    if (to - from == 1) {
      return;
    }
    var middle = from + split(to - from);
    if (leaf < middle) {
      path(leaf, from, middle, path);
      path.add(range(middle, to));
    } else {
      path(leaf, middle, to, path);
      path.add(range(from, middle));
    }
  }

  /** SUBPROOF. Its flag is true where the way led only to the left, so while {@code from} is 0. */
  private void subproof(long older, long from, long to, List<Hash> proof) throws IOException {
    if (older == to) {
      if (from != 0) {
        proof.add(range(from, to));
      }
      return;
    }
    var middle = from + split(to - from);
    if (older <= middle) {
      subproof(older, from, middle, proof);
      proof.add(range(middle, to));
    } else {
      subproof(older, middle, to, proof);
      proof.add(range(from, middle));
    }
  }

  private Hash range(long from, long to) throws IOException {
    var width = to - from;
    if (Long.bitCount(width) == 1) {
      var height = Long.numberOfTrailingZeros(width);
      return nodes.node(height, from >>> height);
    }
    var middle = from + split(width);
    return hasher.node(range(from, middle), range(middle, to));
  }

  /** The largest power of two that is smaller than {@code width}, which is at least 2. */
  private static long split(long width) {
    return Long.highestOneBit(width - 1);
  }
}
