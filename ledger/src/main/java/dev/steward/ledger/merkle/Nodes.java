package dev.steward.ledger.merkle;

import java.io.IOException;

/** A tree whose perfect subtrees can be asked for. */
public interface Nodes {

  /**
   * The root of a perfect subtree.
   *
   * @param height it has 2^height leaves
   * @param index from the left among those of this height: its first leaf is {@code index <<
   *     height}
   * @throws IOException if it can't be read
   */
  Hash node(int height, long index) throws IOException;
}
