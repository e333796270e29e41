package dev.steward.runtime.pool;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.runtime.engine.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * The threads that compute, and the requests admitted to them.
 *
 * <p>A thread without work takes what waits at once, and with it what can be computed together with
 * it. It waits for more only while all other threads compute, so that the engine is never idle, and
 * only for a fraction of the time that it will compute. Batches thus grow with the load alone.
 */
public final class InferencePool implements AutoCloseable {

  private static final Duration CLIENT_CHECK = Duration.ofMillis(100);
  private static final Duration LAST_RUNS = Duration.ofSeconds(5);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final FairQueue<Run<?, ?>> waiting = new FairQueue<>();
  private final List<Thread> threads;
  private final Admissions admissions;
  private final PoolObserver observer;
  private int running;
  private long begun;
  private boolean closed;
  private volatile boolean idle;

  public InferencePool(PoolSettings settings, PoolObserver observer) {
    this.observer = observer;
    admissions = new Admissions(settings.threads() + settings.queue());
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

  /**
   * A place for one request, or the refusal of one too many. Whoever gets it closes it.
   *
   * @param tenant for whom it is; those that name none are one tenant
   */
  public Outcome<Place> admit(Tenant tenant, Deadline deadline, Client client) {
    return admissions
        .admit(tenant)
        .<Outcome<Place>>map(Outcome::refused)
        .orElseGet(() -> Outcome.done(new Place(tenant, deadline, client)));
  }

  /** Requests that have a place. */
  public int admitted() {
    return admissions.admitted();
  }

  /** Runs computed at this moment; those computed together are one. */
  public int running() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  /** Pieces of work that wait for their turn. */
  public int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    for (var turn = next(); turn.isPresent(); turn = next()) {
      compute(turn.get());
    }
  }

  /** Waits for work; nothing when there won't be any. */
  private Optional<Turn<?, ?>> next() {
    lock.lock();
    try {
      while (!closed) {
        var first = waiting.poll();
        if (first.isPresent()) {
          running++;
          var turn = Turn.of(first.get(), share(first.get()));
          gather(turn);
          begun += turn.work();
          return Optional.of(turn);
        }
        work.awaitUninterruptibly();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** What each thread has to do, if all that is here is shared between them. */
  private <J, R> long share(Run<J, R> first) {
    long all = begun + waiting.work() + first.batching().work(first.job());
    return (all + threads.size() - 1) / threads.size();
  }

  private void gather(Turn<?, ?> turn) {
    turn.join(waiting);
    long left = running == threads.size() && running > 1 ? turn.patience().toNanos() : 0;
    while (left > 0 && running == threads.size() && !closed) {
      try {
        left = work.awaitNanos(left);
      } catch (InterruptedException e) {
        // Nobody interrupts these threads; one that were would compute what it has.
        Thread.currentThread().interrupt();
        return;
      }
      turn.join(waiting);
      left = turn.patience().isZero() ? 0 : left;
    }
  }

  private void compute(Turn<?, ?> turn) {
    boolean crowded = running() == threads.size();
    long begun = System.nanoTime();
    turn.compute(observer);
    if (crowded) {
      turn.took(Duration.ofNanos(System.nanoTime() - begun));
    }
    lock.lock();
    try {
      running--;
      begun -= turn.work();
    } finally {
      lock.unlock();
    }
  }

  /** What waits never begins; what runs has a moment to end. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
      waiting.offer(run -> {
        run.ends(Outcome.refused(stopping()));
        return true;
      });
    } finally {
      lock.unlock();
    }
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
  }

  private static Refusal stopping() {
    return Refusal.of(ErrorCode.STOPPING, "this server is stopping");
  }

  /** Whether, after {@link #close}, nothing is computed any more. */
  public boolean idle() {
    return idle;
  }

  /** A request's right to compute. */
  public final class Place implements AutoCloseable {

    private final Tenant tenant;
    private final Deadline deadline;
    private final Client client;

    private Place(Tenant tenant, Deadline deadline, Client client) {
      this.tenant = tenant;
      this.deadline = deadline;
      this.client = client;
    }

    /** By when the request must be answered. */
    public Deadline deadline() {
      return deadline;
    }

    /**
     * Computes something by itself on a thread of the pool and waits for the end.
     *
     * @throws InterruptedException when the waiting thread is interrupted; the run is broken off
     * @throws ClientGoneException when nobody waits any more; the run is broken off
     */
    public <T> Outcome<T> run(Computation<T> computation)
        throws InterruptedException, ClientGoneException {
      var alone = new Alone<>(computation);
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
      var runs = jobs.stream().map(job -> new Run<>(batching, job, deadline)).toList();
      try {
        if (!queued(runs)) {
          return Outcome.refused(stopping());
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
        leave(runs);
      }
    }

    private <J, R> boolean queued(List<Run<J, R>> runs) {
      lock.lock();
      try {
        for (var run : runs) {
          if (closed) {
            return false;
          }
          waiting.add(run, tenant.name(), run.batching().work(run.job()));
          work.signalAll();
        }
        return true;
      } finally {
        lock.unlock();
      }
    }

    /** What hasn't begun leaves the queue; what is computed for nobody else is broken off. */
    private <J, R> void leave(List<Run<J, R>> runs) {
      lock.lock();
      try {
        runs.forEach(waiting::remove);
      } finally {
        lock.unlock();
      }
      runs.forEach(Run::leave);
    }

    private <J, R> Outcome<R> awaited(Run<J, R> run)
        throws InterruptedException, ExecutionException, ClientGoneException {
      while (!deadline.passed()) {
        long wait = Math.min(CLIENT_CHECK.toNanos(), deadline.left().toNanos());
        try {
          return run.await(wait);
        } catch (TimeoutException e) {
          if (client.gone()) {
            throw new ClientGoneException();
          }
        }
      }
      return Outcome.refused(deadline.exceeded());
    }

    private RuntimeException rethrown(ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      return e.getCause() instanceof RuntimeException broken
          ? broken
          : new IllegalStateException(e);
    }

    @Override
    public void close() {
      admissions.leave(tenant);
    }
  }
}
