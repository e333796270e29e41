package dev.steward.runtime.pool;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.runtime.engine.Cancellation;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that compute, and the requests admitted to them. */
public final class InferencePool implements AutoCloseable {

  private static final Duration CLIENT_CHECK = Duration.ofMillis(100);
  private static final Duration LAST_RUNS = Duration.ofSeconds(5);

  private final ThreadPoolExecutor threads;
  private final Semaphore places;
  private final int capacity;
  private final AtomicInteger running = new AtomicInteger();
  private final PoolObserver observer;
  private volatile boolean idle;

  public InferencePool(PoolSettings settings, PoolObserver observer) {
    this.observer = observer;
    capacity = settings.threads() + settings.queue();
    places = new Semaphore(capacity);
    var count = new AtomicInteger();
    // Each admitted request has at most one run waiting, so that the queue can't overflow.
    threads =
        new ThreadPoolExecutor(
            settings.threads(),
            settings.threads(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(capacity),
            work ->
                Thread.ofPlatform()
                    .daemon()
                    .name("inference-" + count.incrementAndGet())
                    .unstarted(work));
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

  /** A place for one request, or the refusal of one too many. Whoever gets it closes it. */
  public Outcome<Place> admit(Deadline deadline, Client client) {
    if (!places.tryAcquire()) {
      return Outcome.refused(
          Refusal.of(
              ErrorCode.QUEUE_FULL,
              capacity + " requests are waiting or computed; try again in a moment"));
    }
    return Outcome.done(new Place(deadline, client));
  }

  /** Requests that have a place. */
  public int admitted() {
    return capacity - places.availablePermits();
  }

  /** Runs computed at this moment. */
  public int running() {
    return running.get();
  }

  /** What waits never begins; what runs has a moment to end. */
  @Override
  public void close() {
    for (var waiting : threads.shutdownNow()) {
      ((Future<?>) waiting).cancel(false);
    }
    try {
      idle = threads.awaitTermination(LAST_RUNS.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether, after {@link #close}, nothing is computed any more. */
  public boolean idle() {
    return idle;
  }

  /** A request's right to compute, one run at a time. */
  public final class Place implements AutoCloseable {

    private final Deadline deadline;
    private final Client client;

    private Place(Deadline deadline, Client client) {
      this.deadline = deadline;
      this.client = client;
    }

    /** By when the request must be answered. */
    public Deadline deadline() {
      return deadline;
    }

    /**
     * Computes on a thread of the pool and waits for the end.
     *
     * @throws InterruptedException when the waiting thread is interrupted; the run is broken off
     * @throws ClientGoneException when nobody waits any more; the run is broken off
     */
    public <T> Outcome<T> run(Computation<T> computation)
        throws InterruptedException, ClientGoneException {
      var cancellation = new Cancellation(deadline.nanos());
      long queued = System.nanoTime();
      FutureTask<Outcome<T>> result =
          new FutureTask<>(() -> begin(computation, cancellation, queued));
      try {
        threads.execute(result);
        return awaited(result);
      } catch (RejectedExecutionException | CancellationException e) {
        return Outcome.refused(Refusal.of(ErrorCode.STOPPING, "this server is stopping"));
      } catch (ExecutionException e) {
        throw rethrown(e);
      } finally {
        cancellation.cancel();
        // What hasn't begun leaves the queue; a thread that computes isn't interrupted.
        result.cancel(false);
        threads.remove(result);
      }
    }

    private <T> Outcome<T> awaited(Future<Outcome<T>> result)
        throws InterruptedException, ExecutionException, ClientGoneException {
      while (!deadline.passed()) {
        long wait = Math.min(CLIENT_CHECK.toNanos(), deadline.left().toNanos());
        try {
          return result.get(wait, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          if (client.gone()) {
            throw new ClientGoneException();
          }
        }
      }
      return Outcome.refused(deadline.exceeded());
    }

    private <T> Outcome<T> begin(
        Computation<T> computation, Cancellation cancellation, long queued) {
      long begun = System.nanoTime();
      if (cancellation.cancelled()) {
        return Outcome.refused(deadline.exceeded());
      }
      observer.waited(Duration.ofNanos(begun - queued));
      running.incrementAndGet();
      try {
        return computation.compute(cancellation);
      } finally {
        running.decrementAndGet();
        observer.computed(Duration.ofNanos(System.nanoTime() - begun));
      }
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
      places.release();
    }
  }
}
