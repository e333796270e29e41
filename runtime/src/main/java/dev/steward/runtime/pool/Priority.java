package dev.steward.runtime.pool;

/**
 * How urgent a request is among those of its tenant. Between tenants it changes nothing.
 *
 * <p>What comes later goes before only as long as it is among the next {@value #AHEAD} pieces of
 * work of its tenant for each level between the two: whoever waits gets a turn, however many that
 * are more urgent go on coming.
 *
 * @param level 1, the most urgent, to {@value #LEVELS}
 */
public record Priority(int level) {

  /** How many levels there are. */
  public static final int LEVELS = 5;

  /** Of a request that doesn't say; as many levels are before it as after it. */
  public static final Priority USUAL = new Priority(3);

  /** Pieces of work that came later and may go first, for each level. */
  static final int AHEAD = 256;

  public Priority {
    if (level < 1 || level > LEVELS) {
      throw new IllegalArgumentException("priorities are 1 to " + LEVELS);
    }
  }

  /**
   * Its place among those of its tenant; the least goes first.
   *
   * @param number how many came before
   */
  long place(long number) {
    return number + (long) level * AHEAD;
  }
}
