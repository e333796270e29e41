package dev.steward.tasks.run;

import dev.steward.tasks.call.UnavailableException;
import dev.steward.tasks.journal.Item;
import dev.steward.tasks.journal.ResultLine;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Sends items, several at once, and gives their results in order.
 *
 * <p>A slow item doesn't hold up the others until they are {@value #AHEAD} times as many as may be
 * under way: so many results wait in memory at most.
 */
final class InFlight {

  private static final int AHEAD = 8;

  private final Each each;
  private final Turns turns;

  /** Told of each item as it is through, by any thread and in any order. */
  private final Consumer<ResultLine> done;

  InFlight(Each each, Turns turns, Consumer<ResultLine> done) {
    this.each = each;
    this.turns = turns;
    this.done = done;
  }

  /** Brings one item to its result. */
  interface Each {
    ResultLine run(long number, Item item)
        throws UnavailableException, IOException, InterruptedException;
  }

  /** Takes results in order. */
  interface Sink {
    void accept(ResultLine line) throws IOException;
  }

  /**
   * Sends {@code items}.
   *
   * @param from the first one's number
   * @throws UnavailableException when the service isn't to be had; the results so far were given
   */
  void send(long from, List<Item> items, Sink sink)
      throws UnavailableException, IOException, InterruptedException {
    var waiting = new ArrayDeque<Future<ResultLine>>();
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      for (int i = 0; i < items.size(); i++) {
        if (waiting.size() == turns.most() * AHEAD) {
          sink.accept(result(waiting.remove()));
        }
        long number = from + i;
        var item = items.get(i);
        turns.take();
        waiting.add(
            threads.submit(() -> {
              try {
                var line = each.run(number, item);
                done.accept(line);
                return line;
              } finally {
                turns.giveBack();
              }
            }));
      }
      while (!waiting.isEmpty()) {
        sink.accept(result(waiting.remove()));
      }
    } finally {
      threads.shutdownNow();
      threads.close();
    }
  }

  private static ResultLine result(Future<ResultLine> future)
      throws UnavailableException, IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case UnavailableException unavailable -> throw unavailable;
        case IOException broken -> throw broken;
        case InterruptedException interrupted -> throw interrupted;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
