package dev.steward.runtime.pool;

import dev.steward.core.error.Outcome;
import dev.steward.tracing.RequestSpan;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One piece of work from when it is queued until somebody has its result.
 *
 * @param <J> the piece
 * @param <R> what comes of it
 */
final class Run<J, R> {

  private final Batching<J, R> batching;
  private final J job;
  private final Asked asked;
  private final Account account;
  private final long queued = System.nanoTime();
  private final CompletableFuture<Outcome<R>> result = new CompletableFuture<>();
  private Optional<Company> company = Optional.empty();
  private boolean unwanted;

  Run(Batching<J, R> batching, J job, Asked asked, Account account) {
    this.batching = batching;
    this.job = job;
    this.asked = asked;
    this.account = account;
  }

  J job() {
    return job;
  }

  Batching<J, R> batching() {
    return batching;
  }

  /** Where it is counted: the same for all of its kind. */
  Account account() {
    return account;
  }

  /** How many results it counts as. */
  long rows() {
    return batching.rows(job);
  }

  Priority priority() {
    return asked.priority();
  }

  /** What is told of its request. */
  RequestSpan span() {
    return asked.span();
  }

  Deadline deadline() {
    return asked.deadline();
  }

  /** When it was queued, on the clock of {@link System#nanoTime}. */
  long queued() {
    return queued;
  }

  /** The other one, if it is work of the same kind. */
  @SuppressWarnings("unchecked") // the same batching has the same types
  Optional<Run<J, R>> alike(Run<?, ?> other) {
    return other.batching.equals(batching) ? Optional.of((Run<J, R>) other) : Optional.empty();
  }

  /** Is computed from now on, as one of these. */
  synchronized void begins(Company with) {
    company = Optional.of(with);
    if (unwanted) {
      with.left();
    }
  }

  /** Nobody waits for it any more. */
  synchronized void leave() {
    if (!unwanted) {
      unwanted = true;
      company.ifPresent(Company::left);
    }
  }

  /** Whether somebody waits for it. */
  synchronized boolean wanted() {
    return !unwanted;
  }

  void ends(Outcome<R> outcome) {
    result.complete(outcome);
  }

  void fails(Throwable fault) {
    result.completeExceptionally(fault);
  }

  /**
   * What came of it.
   *
   * @throws ExecutionException when it ended with a fault
   */
  Outcome<R> await() throws InterruptedException, ExecutionException {
    return result.get();
  }

  /**
   * What came of it.
   *
   * @throws ExecutionException when it ended with a fault
   * @throws TimeoutException when there is nothing after so long
   */
  Outcome<R> await(Duration most)
      throws InterruptedException, ExecutionException, TimeoutException {
    return result.get(most.toNanos(), TimeUnit.NANOSECONDS);
  }
}
