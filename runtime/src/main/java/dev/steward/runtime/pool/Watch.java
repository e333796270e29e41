package dev.steward.runtime.pool;

import dev.steward.core.error.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks now and then, for all requests that wait for results, whether their time is over or nobody
 * waits for them any more.
 *
 * <p>So they themselves can wait without a limit. A virtual thread that waits with one wakes
 * another thread twice, to set its clock and to take it back (JDK 25, {@code DelayScheduler} of the
 * fork-join pool), and that would be half of the switches between threads on a request's way.
 */
final class Watch implements AutoCloseable {

  private final Set<Waiting> all = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("inference-watch").factory());

  /**
   * @param each between two looks: so much too late a request may be told
   */
  Watch(Duration each) {
    long period = each.toMillis();
    var _ = clock.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  /** From now on it is looked after these, until what is returned is closed. */
  Waiting over(Asked asked, List<? extends Run<?, ?>> runs) {
    var waiting = new Waiting(asked, runs);
    all.add(waiting);
    return waiting;
  }

  private void look() {
    all.forEach(Waiting::look);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  /** A request, and what it waits for. */
  final class Waiting implements AutoCloseable {
    private final Asked asked;
    private final List<? extends Run<?, ?>> runs;

    private Waiting(Asked asked, List<? extends Run<?, ?>> runs) {
      this.asked = asked;
      this.runs = runs;
    }

    private void look() {
      try {
        if (asked.client().gone()) {
          runs.forEach(run -> run.fails(new ClientGoneException()));
        } else if (asked.deadline().passed()) {
          runs.forEach(run -> run.ends(Outcome.refused(asked.deadline().exceeded())));
        }
      } catch (RuntimeException e) {
        // Of this one; the others are still to be looked after.
        runs.forEach(run -> run.fails(e));
      }
    }

    @Override
    public void close() {
      all.remove(this);
    }
  }
}
