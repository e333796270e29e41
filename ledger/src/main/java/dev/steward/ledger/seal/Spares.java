package dev.steward.ledger.seal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Things that are for one thread at a time and cost more to make than to use, kept for the next one
 * who needs such a thing. A few are kept; with more users at once some are made and left to the
 * collector. (A thread-local would be made anew for every virtual thread.)
 */
public final class Spares<T> {

  private static final int MOST = 32;

  private final Supplier<T> maker;
  private final ArrayBlockingQueue<T> spares = new ArrayBlockingQueue<>(MOST);

  /** Makes what isn't there by {@code maker}. */
  public Spares(Supplier<T> maker) {
    this.maker = maker;
  }

  /** Uses one. If the use fails, it is given up. */
  public <R> R with(Function<T, R> use) {
    var spare = spares.poll();
    var mine = spare == null ? maker.get() : spare;
    var result = use.apply(mine);
    var _ = spares.offer(mine);
    return result;
  }
}
