package dev.steward.runtime.llm;

/**
 * What the engine does next.
 *
 * <p>Sequences that write take a step together. Beside them prompts are read one after the other, a
 * chunk at a time: as many as a budget of tokens allows between two steps, so that who writes waits
 * for no longer than the budget takes, and several short prompts pay for one step. A chunk of few
 * tokens counts as {@link #LEAST_COST} of them, since a run has a cost of its own.
 *
 * <p>Example, chunks of 64, a budget of 96, prompts of 40, 40 and 100 tokens coming while two
 * sequences write: read 40, read 40, write (four), read 64, write, read 36, write (five).
 */
final class Schedule {

  /** Tokens that a run counts as at least. */
  private static final int LEAST_COST = 32;

  private Schedule() {}

  /** The tokens that a run of some tokens counts as. */
  static int cost(int tokens) {
    return Math.max(LEAST_COST, tokens);
  }

  /** The next step. */
  sealed interface Step {
    /** Reads so many tokens of the prompt that is being read. */
    record Read(int tokens) implements Step {}

    /** Begins to read the prompt that has waited longest. */
    record Begin() implements Step {}

    /** All that write take a step. */
    record Write() implements Step {}

    /** There is nothing to do. */
    record Rest() implements Step {}
  }

  /**
   * What is there to be done.
   *
   * @param writing sequences that write
   * @param unread tokens of the prompt that is being read; 0 when none is
   * @param waiting prompts that wait
   * @param since what was read since those that write took a step counts as
   */
  record State(int writing, int unread, int waiting, int since) {}

  /**
   * How it is shared out.
   *
   * @param slots for sequences
   * @param chunk tokens of a prompt that are read at once
   * @param budget tokens that may be read between two steps, where some sequence writes; a chunk at
   *     least
   */
  record Bounds(int slots, int chunk, int budget) {}

  static Step next(State state, Bounds bounds) {
    int next = Math.min(bounds.chunk, state.unread);
    if (state.unread > 0 && mayRead(state, bounds, next)) {
      return new Step.Read(next);
    }
    // How long a prompt is, is known when it has begun, which costs little.
    if (state.unread == 0
        && state.waiting > 0
        && state.writing < bounds.slots
        && mayRead(state, bounds, 1)) {
      return new Step.Begin();
    }
    return state.writing > 0 ? new Step.Write() : new Step.Rest();
  }

  private static boolean mayRead(State state, Bounds bounds, int tokens) {
    return state.writing == 0 || state.since == 0 || state.since + cost(tokens) <= bounds.budget;
  }
}
