package dev.steward.runtime.pool;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whose turn it is, and what is computed together.
 *
 * <p>A thread without work takes what waits at once, and with it what can be computed together with
 * it. It waits for more only while all other threads compute, so that the engine is never idle, and
 * only for a fraction of the time that it will compute. Batches thus grow with the load alone.
 *
 * <p>For several threads.
 */
final class Turns {

  /** A request may have thousands of pieces, each of which takes some hundred bytes to wait. */
  static final int MOST_WAITING = 20_000;

  private static final Refusal STOPPING = Refusal.of(ErrorCode.STOPPING, "this server is stopping");

  /**
   * What is left, at each turn, of the work that was here: who has just been answered asks again.
   */
  private static final double FADING = 0.9;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition change = lock.newCondition();
  private final FairQueue<Run<?, ?>> waiting = new FairQueue<>();
  private final int threads;
  private int running;
  private int gathering;
  private long begun;
  private double crowd;
  private boolean closed;

  /**
   * @param threads that compute
   */
  Turns(int threads) {
    this.threads = threads;
  }

  /**
   * Has runs wait for their turn, or says why they can't. However many pieces one request has, it
   * may wait where nobody else does.
   */
  <J, R> Optional<Refusal> queue(Tenant tenant, List<Run<J, R>> runs) {
    lock.lock();
    try {
      if (closed) {
        return Optional.of(STOPPING);
      }
      if (!waiting.isEmpty() && waiting.size() + runs.size() > MOST_WAITING) {
        return Optional.of(
            Refusal.of(
                ErrorCode.QUEUE_FULL,
                waiting.size() + " texts or tensors are waiting; try again in a moment"));
      }
      runs.forEach(
          run -> waiting.add(run, tenant.name(), run.batching().work(run.job()), run.priority()));
      if (gathering == 0 && runs.size() == 1) {
        change.signal();
      } else {
        // All: a thread that gathers and one that has nothing to do may wait at the same time.
        change.signalAll();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a turn; nothing when there won't be any. */
  Optional<Turn<?, ?>> next() {
    lock.lock();
    try {
      while (!closed) {
        var first = waiting.poll();
        if (first.isPresent()) {
          var turn = begin(first.get());
          gather(turn);
          return Optional.of(begun(turn));
        }
        change.awaitUninterruptibly();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The turn of one that need not wait, since nobody does. It is brief: handing it over would take
   * longer than it takes itself, however many compute at this moment.
   */
  Optional<Turn<?, ?>> atOnce(Run<?, ?> run) {
    lock.lock();
    try {
      return closed || !waiting.isEmpty() ? Optional.empty() : Optional.of(begun(begin(run)));
    } finally {
      lock.unlock();
    }
  }

  private Turn<?, ?> begin(Run<?, ?> first) {
    running++;
    return Turn.of(first, share(first));
  }

  private Turn<?, ?> begun(Turn<?, ?> turn) {
    begun += turn.work();
    crowd = Math.max(crowd, (double) (begun + waiting.work()));
    return turn;
  }

  /** What each thread has to do, if all that was here of late is shared between them. */
  private <J, R> long share(Run<J, R> first) {
    long all = begun + waiting.work() + first.batching().work(first.job());
    crowd = Math.max(crowd * FADING, (double) all);
    return (long) Math.ceil(crowd / threads);
  }

  private void gather(Turn<?, ?> turn) {
    turn.join(waiting);
    long left = running > 1 ? turn.patience().toNanos() : 0;
    while (left > 0 && running >= threads && !closed) {
      gathering++;
      try {
        left = change.awaitNanos(left);
      } catch (InterruptedException e) {
        // It computes what it has, and what it calls sees the interruption.
        Thread.currentThread().interrupt();
        return;
      } finally {
        gathering--;
      }
      turn.join(waiting);
      left = turn.patience().isZero() ? 0 : left;
    }
  }

  /** A turn is over. */
  void ended(Turn<?, ?> turn) {
    lock.lock();
    try {
      running--;
      begun -= turn.work();
      if (gathering > 0) {
        // They do so only as long as all others compute.
        change.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What hasn't begun leaves the queue; what is computed for nobody else is broken off. */
  <J, R> void leave(List<Run<J, R>> runs) {
    lock.lock();
    try {
      runs.forEach(waiting::remove);
    } finally {
      lock.unlock();
    }
    runs.forEach(Run::leave);
  }

  /** Turns that are taken at this moment. */
  int running() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  /** Whether all threads have something to do. */
  boolean crowded() {
    return running() >= threads;
  }

  /** Runs that wait. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Gives no more turns; what waits is refused. */
  void close() {
    lock.lock();
    try {
      closed = true;
      change.signalAll();
      waiting.offer(run -> {
        run.ends(Outcome.refused(STOPPING));
        return true;
      });
    } finally {
      lock.unlock();
    }
  }
}
