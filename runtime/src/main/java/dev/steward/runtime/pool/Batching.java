package dev.steward.runtime.pool;

/**
 * Work of one kind, pieces of which may gain from being computed together. Two pieces are of one
 * kind if they come with equal instances.
 *
 * @param <J> a piece of work
 * @param <R> what comes of it
 */
public interface Batching<J, R> {

  /**
   * A batch that has {@code first} in it.
   *
   * <p>This and {@link Batch#add} are short: everybody waits for them.
   *
   * @param share how much work it should have at most, so that there is as much for each thread;
   *     {@code first} alone may have more
   */
  Batch<J, R> begin(J first, long share);

  /** The size of a piece, at least 1: by it tenants and threads get equal shares. */
  int work(J job);

  /** How many results a piece counts as in the model's statistics: the rows of its tensors. */
  default long rows(J job) {
    return 1;
  }

  /**
   * Whether a piece is computed faster than it would take to hand it to another thread: it is then
   * computed by the thread that asks, if the engine has room.
   */
  default boolean brief(J job) {
    return false;
  }
}
