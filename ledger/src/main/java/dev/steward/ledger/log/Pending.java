package dev.steward.ledger.log;

import dev.steward.ledger.merkle.TileTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is in the journal and not yet in its own files.
 *
 * @param tiles full ones
 * @param bundles full ones
 * @param kept what came with entries, by the number of their journal
 */
record Pending(
    List<TileTree.Tile> tiles, List<FullBundle> bundles, Map<Long, List<Beside.Kept>> kept) {

  /** The 256 entries of a bundle, by its place in the log. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record FullBundle(long index, byte[] bytes) {}

  /** Nothing. */
  static Pending none() {
    return new Pending(new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
  }

  void keep(long journal, Beside.Kept one) {
    kept.computeIfAbsent(journal, _ -> new ArrayList<>()).add(one);
  }
}
