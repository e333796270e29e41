package dev.steward.runtime.llm;

/**
 * How busy a model is that writes.
 *
 * @param running texts that have a slot
 * @param waiting texts that wait for one
 * @param tokens whose keys and values the running texts hold
 * @param room for how many there is memory
 */
public record WriterUse(int running, int waiting, long tokens, long room) {

  /** One that does nothing. */
  public static final WriterUse NONE = new WriterUse(0, 0, 0, 0);

  /** Both together. */
  public WriterUse plus(WriterUse other) {
    return new WriterUse(
        running + other.running, waiting + other.waiting, tokens + other.tokens, room + other.room);
  }
}
