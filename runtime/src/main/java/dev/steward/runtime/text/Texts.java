package dev.steward.runtime.text;

import java.util.List;

/**
 * Texts, or pairs of them.
 *
 * @param first the texts, at least one
 * @param second the second text of each pair, as many; empty: they aren't pairs
 */
public record Texts(List<String> first, List<String> second) {

  public Texts {
    first = List.copyOf(first);
    second = List.copyOf(second);
    if (!second.isEmpty() && second.size() != first.size()) {
      throw new IllegalArgumentException(first.size() + " and " + second.size() + " texts");
    }
  }

  /** Texts that aren't pairs. */
  public static Texts of(List<String> texts) {
    return new Texts(texts, List.of());
  }

  /** How many texts, or pairs. */
  public int size() {
    return first.size();
  }

  List<TokenRow> tokens(Tokens tokens, int from, int to) {
    return second.isEmpty()
        ? tokens.of(first.subList(from, to))
        : tokens.ofPairs(first.subList(from, to), second.subList(from, to));
  }
}
