package dev.steward.runtime.pool;

import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.runtime.engine.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * The threads that compute, and the requests admitted to them.
 *
 * <p>What is brief is computed by the thread that asks. All else waits for its turn on one of a few
 * threads, where it may be computed together with others.
 */
public final class InferencePool implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(100);

  /** Who has less time than this is told to the moment, all others by {@link Watch}. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private static final Duration LAST_RUNS = Duration.ofSeconds(5);

  private final Turns turns;
  private final List<Thread> threads;
  private final Watch watch = new Watch(LOOK);
  private final Admissions admissions;
  private final PoolObserver observer;
  private volatile boolean idle;

  public InferencePool(PoolSettings settings, PoolObserver observer) {
    this.observer = observer;
    admissions = new Admissions(settings.threads() + settings.queue());
    turns = new Turns(settings.threads());
    threads =
        IntStream.rangeClosed(1, settings.threads())
            .mapToObj(number ->
                Thread.ofPlatform().daemon().name("inference-" + number).start(this::work))
            .toList();
  }

  /**
   * Computes something; the thread is the pool's.
   *
   * @param <T> what comes out
   */
  @FunctionalInterface
  public interface Computation<T> {
    /** Computes; ends soon after {@code cancellation} is given. */
    Outcome<T> compute(Cancellation cancellation);
  }

  /** A place for a request whose runs nobody counts. */
  public Outcome<Place> admit(Asked asked) {
    return admit(asked, Account.NONE);
  }

  /**
   * A place for one request, or the refusal of one too many. Whoever gets it closes it.
   *
   * @param account where its runs are counted: that of the model they are of
   */
  public Outcome<Place> admit(Asked asked, Account account) {
    return admissions
        .admit(asked.tenant())
        .<Outcome<Place>>map(Outcome::refused)
        .orElseGet(() -> Outcome.done(new Place(asked, account)));
  }

  /** Requests that have a place. */
  public int admitted() {
    return admissions.admitted();
  }

  /** Runs computed at this moment; those computed together are one. */
  public int running() {
    return turns.running();
  }

  /** Pieces of work that wait for their turn, for tests. */
  int waiting() {
    return turns.waiting();
  }

  private void work() {
    for (var turn = turns.next(); turn.isPresent(); turn = turns.next()) {
      compute(turn.get());
    }
  }

  private void compute(Turn<?, ?> turn) {
    boolean crowded = turns.crowded();
    long begun = System.nanoTime();
    turn.compute(observer);
    if (crowded) {
      turn.took(Duration.ofNanos(System.nanoTime() - begun));
    }
    turns.ended(turn);
  }

  /** What waits never begins; what runs has a moment to end. */
  @Override
  public void close() {
    turns.close();
    var end = Deadline.in(LAST_RUNS);
    try {
      idle = true;
      for (var thread : threads) {
        idle &= thread.join(end.left());
      }
    } catch (InterruptedException e) {
      idle = false;
      Thread.currentThread().interrupt();
    }
    if (idle) {
      watch.close();
    }
  }

  /** Whether, after {@link #close}, nothing is computed any more. */
  public boolean idle() {
    return idle;
  }

  /** A request's right to compute. */
  public final class Place implements AutoCloseable {

    private final Asked asked;
    private final Account account;

    private Place(Asked asked, Account account) {
      this.asked = asked;
      this.account = account;
    }

    /** Whose right it is. */
    public Asked asked() {
      return asked;
    }

    /**
     * Computes something by itself on a thread of the pool and waits for the end.
     *
     * @throws InterruptedException when the waiting thread is interrupted; the run is broken off
     * @throws ClientGoneException when nobody waits any more; the run is broken off
     */
    public <T> Outcome<T> run(Computation<T> computation)
        throws InterruptedException, ClientGoneException {
      return run(computation, 1);
    }

    /**
     * The same for one of another size.
     *
     * @param work at least 1, in any unit that is the same for all runs of a pool
     */
    public <T> Outcome<T> run(Computation<T> computation, int work)
        throws InterruptedException, ClientGoneException {
      var alone = new Alone<>(computation, work);
      return run(alone, List.of(alone)).map(List::getFirst);
    }

    /**
     * Computes pieces of work, each together with others or not as {@code batching} finds, and
     * waits for all of them. The first that is refused ends the others.
     *
     * @return what came of each, in their order
     * @throws InterruptedException when the waiting thread is interrupted; all are broken off
     * @throws ClientGoneException when nobody waits any more; all are broken off
     */
    public <J, R> Outcome<List<R>> run(Batching<J, R> batching, List<J> jobs)
        throws InterruptedException, ClientGoneException {
      var runs = jobs.stream().map(job -> new Run<>(batching, job, asked, account)).toList();
      try (var _ = watch.over(asked, runs)) {
        var full = begun(runs);
        if (full.isPresent()) {
          return Outcome.refused(full.get());
        }
        var results = new ArrayList<R>();
        for (var run : runs) {
          switch (awaited(run)) {
            case Outcome.Done<R>(var result) -> results.add(result);
            case Outcome.Refused<R>(var refusal) -> {
              return Outcome.refused(refusal);
            }
          }
        }
        return Outcome.done(results);
      } catch (ExecutionException e) {
        throw rethrown(e);
      } finally {
        turns.leave(runs);
      }
    }

    /**
     * Computes on this thread what is brief, and has all else wait for its turn, or says why not.
     */
    private <J, R> Optional<Refusal> begun(List<Run<J, R>> runs) {
      var first = runs.getFirst();
      var turn =
          runs.size() == 1 && first.batching().brief(first.job())
              ? turns.atOnce(first)
              : Optional.<Turn<?, ?>>empty();
      turn.ifPresent(InferencePool.this::compute);
      return turn.isPresent() ? Optional.empty() : turns.queue(asked.tenant(), runs);
    }

    private <J, R> Outcome<R> awaited(Run<J, R> run)
        throws InterruptedException, ExecutionException {
      var left = asked.deadline().left();
      if (left.compareTo(SOON) > 0) {
        return run.await();
      }
      try {
        if (!left.isZero()) {
          return run.await(left);
        }
      } catch (TimeoutException e) {
        // As if it had passed before.
      }
      return Outcome.refused(asked.deadline().exceeded());
    }

    private RuntimeException rethrown(ExecutionException e) throws ClientGoneException {
      return switch (e.getCause()) {
        case Error error -> throw error;
        case ClientGoneException gone -> throw gone;
        case RuntimeException broken -> broken;
        case null, default -> new IllegalStateException(e);
      };
    }

    @Override
    public void close() {
      admissions.leave(asked.tenant());
    }
  }
}
