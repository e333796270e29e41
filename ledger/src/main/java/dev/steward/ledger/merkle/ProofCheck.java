package dev.steward.ledger.merkle;

import java.util.List;
import java.util.stream.Stream;

/**
 * Checks proofs with nothing but hashes, by the algorithms of RFC 9162, sections 2.1.3.2 and
 * 2.1.4.2. (The trees of RFC 9162 and RFC 6962 are the same; the later one says how to check.)
 */
public final class ProofCheck {

  private ProofCheck() {}

  /**
   * Whether {@code leaf} is the one at {@code index} in the tree of {@code size} with that root.
   */
  public static boolean included(Hash leaf, long index, long size, List<Hash> path, Hash root) {
    if (index < 0 || index >= size) {
      return false;
    }
    var hasher = new TreeHasher();
    var node = index;
    var last = size - 1;
    var hash = leaf;
    for (var sibling : path) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        hash = hasher.node(sibling, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        hash = hasher.node(hash, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && hash.equals(root);
  }

  /** Whether the tree of {@code older} leaves is the beginning of the one of {@code newer}. */
  public static boolean consistent(
      long older, Hash olderRoot, long newer, Hash newerRoot, List<Hash> proof) {
    if (older < 0 || older > newer) {
      return false;
    }
    if (older == newer) {
      return proof.isEmpty() && olderRoot.equals(newerRoot);
    }
    if (older == 0) {
      return proof.isEmpty() && olderRoot.equals(TreeHasher.emptyRoot());
    }
    var perfect = Long.bitCount(older) == 1;
    if (proof.isEmpty() && !perfect) {
      return false;
    }
    return walked(
        older, olderRoot, newer, newerRoot, perfect ? prepended(olderRoot, proof) : proof);
  }

  private static boolean walked(
      long older, Hash olderRoot, long newer, Hash newerRoot, List<Hash> proof) {
    var hasher = new TreeHasher();
    var first = older - 1;
    var second = newer - 1;
    while ((first & 1) == 1) {
      first >>>= 1;
      second >>>= 1;
    }
    var firstHash = proof.getFirst();
    var secondHash = proof.getFirst();
    for (var hash : proof.subList(1, proof.size())) {
      if (second == 0) {
        return false;
      }
      if ((first & 1) == 1 || first == second) {
        firstHash = hasher.node(hash, firstHash);
        secondHash = hasher.node(hash, secondHash);
        while ((first & 1) == 0 && first != 0) {
          first >>>= 1;
          second >>>= 1;
        }
      } else {
        secondHash = hasher.node(secondHash, hash);
      }
      first >>>= 1;
      second >>>= 1;
    }
    return second == 0 && firstHash.equals(olderRoot) && secondHash.equals(newerRoot);
  }

  private static List<Hash> prepended(Hash first, List<Hash> rest) {
    return Stream.concat(Stream.of(first), rest.stream()).toList();
  }
}
