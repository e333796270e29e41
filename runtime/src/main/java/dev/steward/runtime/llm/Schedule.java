package dev.steward.runtime.llm;

/**
 * What the engine does next.
 *
 * <p>Sequences that write take a step together. Beside them one reads its prompt, a chunk at a
 * time; a chunk and a step take turns, so that who writes waits for one chunk at most, and who
 * reads for one step.
 *
 * <p>Example, chunks of 64, a prompt of 100 tokens coming while two sequences write: read 64,
 * write, read 36, write (three).
 */
final class Schedule {

  private Schedule() {}

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

  /** What was done last. */
  enum Last {
    READ,
    OTHER
  }

  /**
   * What is there to be done.
   *
   * @param writing sequences that write
   * @param unread tokens of the prompt that is being read; 0 when none is
   * @param waiting prompts that wait
   */
  record State(int writing, int unread, int waiting, Last last) {}

  static Step next(State state, int slots, int chunk) {
    boolean mayRead = state.last == Last.OTHER || state.writing == 0;
    if (state.unread > 0 && mayRead) {
      return new Step.Read(Math.min(chunk, state.unread));
    }
    if (state.unread == 0 && state.waiting > 0 && state.writing < slots && mayRead) {
      return new Step.Begin();
    }
    return state.writing > 0 ? new Step.Write() : new Step.Rest();
  }
}
