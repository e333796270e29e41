package dev.steward.runtime.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule as an automaton over the tokens of a vocabulary, built as far as texts have walked it. Not
 * for several threads, once the first text has begun.
 *
 * <p>It forgets what it has built when that gets too much; texts that are being written keep what
 * they stand on.
 */
public final class Grammar {

  /** Some MB; 256 ways out of each. */
  private static final int MOST_STATES = 4_096;

  /** Of 6 KB each for a vocabulary of 49,152. */
  private static final int MOST_MASKS = 512;

  /** Derivatives for one mask; a tenth of a second, about. Ordinary schemas need some thousands. */
  private static final long MOST_WORK = 1_000_000;

  private final Rules rules;
  private final TokenTrie tokens;
  private final Rule root;
  private final Map<Integer, State> states = new HashMap<>();
  private final List<State> masked = new ArrayList<>();
  private long most = Long.MAX_VALUE;

  /** One of which nothing is built. */
  public Grammar(Rules rules, Rule root, TokenTrie tokens) {
    this.rules = rules;
    this.root = root;
    this.tokens = tokens;
  }

  /** Where a text stands in its form. */
  static final class State {
    private final Rule rule;
    private final @Nullable State[] next = new @Nullable State[256];
    private long @Nullable [] mask;

    State(Rule rule) {
      this.rule = rule;
    }
  }

  /** A text that has nothing yet. */
  public Constraint begin() {
    return new Constraint(this, state(root));
  }

  private State state(Rule rule) {
    var known = states.get(rule.number());
    if (known != null) {
      return known;
    }
    if (states.size() == MOST_STATES) {
      states.clear();
      rules.forget();
    }
    var state = new State(rule);
    states.put(rule.number(), state);
    return state;
  }

  /** Where a text stands after another byte. */
  State after(State state, int next) {
    var known = state.next[next];
    if (known == null) {
      if (rules.work() > most) {
        throw new TooComplexException();
      }
      known = state(rules.after(state.rule, next));
      state.next[next] = known;
    }
    return known;
  }

  /** Whether no text leads on from here, as after a byte that wasn't allowed. */
  boolean dead(State state) {
    return state.rule instanceof Rule.Nothing;
  }

  /** Whether the text may end here. */
  boolean mayEnd(State state) {
    return state.rule.mayEnd();
  }

  /** Whether it must. */
  boolean mustEnd(State state) {
    return state.rule instanceof Rule.Done;
  }

  /**
   * A bit for each token: whether it may follow.
   *
   * @throws TooComplexException when that takes too long to find out
   */
  long[] mask(State state) {
    var known = state.mask;
    if (known != null) {
      return known;
    }
    if (masked.size() == MOST_MASKS) {
      masked.forEach(each -> each.mask = null);
      masked.clear();
    }
    most = rules.work() + MOST_WORK;
    var mask = tokens.mask(this, state);
    most = Long.MAX_VALUE;
    state.mask = mask;
    masked.add(state);
    return mask;
  }
}
