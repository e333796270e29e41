package dev.steward.runtime.grammar;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * The bytes of all tokens, those with the same beginning on the same way. Shared by all grammars;
 * is never changed.
 *
 * <p>Nodes are numbers, 0 the root; each has a first child and a next sibling, 0 for none.
 */
public final class TokenTrie {

  private static final int NONE = -1;

  private final int tokens;
  private int[] child = new int[1 << 12];
  private int[] sibling = new int[1 << 12];
  private int[] token = new int[1 << 12];
  private byte[] letter = new byte[1 << 12];
  private final int[] same;
  private int nodes = 1;

  private TokenTrie(int tokens) {
    this.tokens = tokens;
    this.same = new int[tokens];
    token[0] = NONE;
  }

  /**
   * That of a vocabulary.
   *
   * @param tokens how many there are
   * @param bytes of each one's text; none for those that are no text
   */
  public static TokenTrie of(int tokens, IntFunction<byte[]> bytes) {
    var trie = new TokenTrie(tokens);
    for (int token = 0; token < tokens; token++) {
      var text = bytes.apply(token);
      if (text.length > 0) {
        trie.add(token, text);
      }
    }
    return trie;
  }

  private void add(int added, byte[] text) {
    int node = 0;
    for (byte one : text) {
      node = childOf(node, one);
    }
    same[added] = token[node];
    token[node] = added;
  }

  private int childOf(int node, byte one) {
    int at = child[node];
    while (at != 0 && letter[at] != one) {
      at = sibling[at];
    }
    if (at != 0) {
      return at;
    }
    if (nodes == child.length) {
      child = Arrays.copyOf(child, nodes * 2);
      sibling = Arrays.copyOf(sibling, nodes * 2);
      token = Arrays.copyOf(token, nodes * 2);
      letter = Arrays.copyOf(letter, nodes * 2);
    }
    int made = nodes++;
    letter[made] = one;
    token[made] = NONE;
    sibling[made] = child[node];
    child[node] = made;
    return made;
  }

  /** A bit for each token: whether it may follow in a text that stands at {@code state}. */
  long[] mask(Grammar grammar, Grammar.State state) {
    var mask = new long[(tokens + 63) / 64];
    walk(grammar, state, 0, mask);
    return mask;
  }

  /** No deeper than the longest token has bytes. */
  private void walk(Grammar grammar, Grammar.State state, int node, long[] mask) {
    for (int at = child[node]; at != 0; at = sibling[at]) {
      var next = grammar.after(state, letter[at] & 0xFF);
      if (grammar.dead(next)) {
        continue;
      }
      for (int each = token[at]; each != NONE; each = same[each]) {
        mask[each >> 6] |= 1L << each;
      }
      walk(grammar, next, at, mask);
    }
  }
}
