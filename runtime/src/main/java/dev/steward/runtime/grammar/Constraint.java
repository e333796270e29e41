package dev.steward.runtime.grammar;

import java.util.Set;

/** A text that is being written in a form. Not for several threads. */
public final class Constraint {

  private final Grammar grammar;
  private Grammar.State state;

  Constraint(Grammar grammar, Grammar.State state) {
    this.grammar = grammar;
    this.state = state;
  }

  /**
   * Makes impossible what may not follow: its logit becomes minus infinity.
   *
   * @param ends tokens that end a text
   * @return whether anything is left
   * @throws TooComplexException when that takes too long to find out
   */
  public boolean restrict(float[] logits, Set<Integer> ends) {
    var mask = grammar.mask(state);
    boolean some = false;
    var kept = new float[ends.size()];
    int at = 0;
    for (int end : ends) {
      kept[at++] = logits[end];
    }
    for (int word = 0; word < mask.length; word++) {
      long bits = mask[word];
      some |= bits != 0;
      if (bits != -1) {
        int last = Math.min(logits.length, (word + 1) << 6);
        for (int token = word << 6; token < last; token++) {
          if (((bits >>> token) & 1) == 0) {
            logits[token] = Float.NEGATIVE_INFINITY;
          }
        }
      }
    }
    if (grammar.mayEnd(state)) {
      at = 0;
      for (int end : ends) {
        logits[end] = kept[at++];
      }
      some = true;
    }
    return some;
  }

  /** More of the text was written. */
  public void accept(byte[] bytes) {
    for (byte one : bytes) {
      state = grammar.after(state, one & 0xFF);
    }
  }

  /** Whether the text has its form, and nothing may follow. */
  public boolean complete() {
    return grammar.mustEnd(state);
  }
}
