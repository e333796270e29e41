package dev.steward.ledger.merkle;

import java.util.ArrayList;
import java.util.List;

/** RFC 6962, section 2.1, as it is written, over a list of entries: slow and easy to believe. */
public final class NaiveTree {

  private static final TreeHasher HASHER = new TreeHasher();

  private NaiveTree() {}

  /** MTH. */
  public static Hash root(List<byte[]> entries) {
    if (entries.isEmpty()) {
      return Hash.of(TreeHasher.sha256().digest());
    }
    if (entries.size() == 1) {
      return HASHER.leaf(entries.getFirst());
    }
    var k = split(entries.size());
    return HASHER.node(root(entries.subList(0, k)), root(entries.subList(k, entries.size())));
  }

  /** PATH. */
  public static List<Hash> path(int m, List<byte[]> entries) {
    var n = entries.size();
    if (n == 1) {
      return List.of();
    }
    var k = split(n);
    return m < k
        ? with(path(m, entries.subList(0, k)), root(entries.subList(k, n)))
        : with(path(m - k, entries.subList(k, n)), root(entries.subList(0, k)));
  }

  /** PROOF. */
  public static List<Hash> proof(int m, List<byte[]> entries) {
    return subproof(m, entries, true);
  }

  @SuppressWarnings("BooleanParameter") // the RFC's own
  private static List<Hash> subproof(int m, List<byte[]> entries, boolean whole) {
    var n = entries.size();
    if (m == n) {
      return whole ? List.of() : List.of(root(entries));
    }
    var k = split(n);
    return m <= k
        ? with(subproof(m, entries.subList(0, k), whole), root(entries.subList(k, n)))
        : with(subproof(m - k, entries.subList(k, n), false), root(entries.subList(0, k)));
  }

  private static int split(int n) {
    var k = 1;
    while (k * 2 < n) {
      k *= 2;
    }
    return k;
  }

  private static List<Hash> with(List<Hash> hashes, Hash last) {
    var all = new ArrayList<>(hashes);
    all.add(last);
    return all;
  }
}
