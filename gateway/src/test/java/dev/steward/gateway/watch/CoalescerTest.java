package dev.steward.gateway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoalescerTest {

  private static final Duration QUIET = Duration.ofMillis(25);

  /** Keeps what is scheduled, until it is run. */
  private static final class Kept extends ScheduledThreadPoolExecutor {
    private final List<Runnable> commands = new ArrayList<>();
    private final List<Duration> delays = new ArrayList<>();

    Kept() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
      commands.add(command);
      delays.add(Duration.of(delay, unit.toChronoUnit()));
      return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }

    void runFirst() {
      commands.removeFirst().run();
    }
  }

  private final Kept executor = new Kept();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong runs = new AtomicLong();

  private Coalescer coalescer(Duration takes) {
    return new Coalescer(
        executor,
        QUIET,
        () -> {
          runs.incrementAndGet();
          nanos.addAndGet(takes.toNanos());
        },
        nanos::get);
  }

  @AfterEach
  void close() {
    executor.shutdownNow();
  }

  @Test
  void many_signals_bring_one_run() {
    var coalescer = coalescer(Duration.ZERO);
    coalescer.signal();
    coalescer.signal();
    coalescer.signal();
    assertThat(executor.delays).containsExactly(QUIET);
    executor.runFirst();
    assertThat(runs).hasValue(1);
  }

  @Test
  void a_signal_after_a_run_began_brings_another() {
    var coalescer = coalescer(Duration.ZERO);
    coalescer.signal();
    executor.runFirst();
    coalescer.signal();
    assertThat(executor.delays).containsExactly(QUIET, QUIET);
  }

  @Test
  void a_run_that_takes_long_is_followed_by_a_rest_of_four_times_as_long() {
    var coalescer = coalescer(Duration.ofMillis(50));
    coalescer.signal();
    executor.runFirst();
    coalescer.signal();
    assertThat(executor.delays).containsExactly(QUIET, Duration.ofMillis(200));
  }
}
