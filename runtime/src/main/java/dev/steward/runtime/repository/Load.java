package dev.steward.runtime.repository;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.ClientGoneException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A model that some wait for. All but {@link #await} needs the lock of those who load.
 *
 * @param <M> the model
 */
final class Load<M> {

  private static final Duration CLIENT_CHECK = Duration.ofMillis(100);

  private final CompletableFuture<Outcome<M>> end = new CompletableFuture<>();
  private int waiting;

  /** One more waits. */
  void join() {
    waiting++;
  }

  /** One waits no longer. */
  void giveUp() {
    waiting--;
  }

  /** How many wait. */
  int waiting() {
    return waiting;
  }

  /** What came of it, if it has ended. */
  boolean ended() {
    return end.isDone();
  }

  /** Whether it has ended with a model. */
  boolean brought() {
    return end.isDone() && end.join() instanceof Outcome.Done<M>;
  }

  /** It has ended; what came first counts. */
  void end(Outcome<M> outcome) {
    end.complete(outcome);
  }

  /**
   * Waits for the end as long as a request may and its client does.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  Outcome<M> await(Asked asked) throws InterruptedException, ClientGoneException {
    var deadline = asked.deadline();
    while (!deadline.passed()) {
      try {
        return end.get(
            Math.min(CLIENT_CHECK.toNanos(), deadline.left().toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (asked.client().gone()) {
          throw new ClientGoneException();
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("a failure is told, never thrown", e);
      }
    }
    return Outcome.refused(deadline.exceeded());
  }
}
