package dev.steward.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.pool.InferencePool.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InferencePoolTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final InferencePool pool = new InferencePool(new PoolSettings(1, 1, 1), new Unobserved());
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    pool.close();
    clients.shutdownNow();
  }

  /** Somebody who waits long. */
  private static Asked patient() {
    return new Asked(Tenant.NONE, Deadline.in(LONG), () -> false);
  }

  private Place admitted(Duration deadline, Client client) {
    return ((Outcome.Done<Place>) pool.admit(new Asked(Tenant.NONE, Deadline.in(deadline), client)))
        .value();
  }

  private static ErrorCode code(Outcome<?> outcome) {
    return ((Outcome.Refused<?>) outcome).refusal().code();
  }

  /** A request that computes until {@code end}. */
  private Future<Outcome<String>> busy(CountDownLatch begun, CountDownLatch end) {
    var place = admitted(LONG, () -> false);
    return clients.submit(() -> {
      try (place) {
        return place.run(cancellation -> {
          begun.countDown();
          await(end);
          return Outcome.done("busy");
        });
      }
    });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void who_is_more_urgent_is_computed_first() throws Exception {
    try (var roomy = new InferencePool(new PoolSettings(1, 1, 10), new Unobserved())) {
      var begun = new CountDownLatch(1);
      var end = new CountDownLatch(1);
      var order = new CopyOnWriteArrayList<Integer>();
      var runs = new ArrayList<Future<Outcome<String>>>();
      runs.add(
          urgent(
              roomy,
              3,
              () -> {
                begun.countDown();
                await(end);
              }));
      await(begun);
      for (int level : new int[] {5, 3, 1}) {
        runs.add(urgent(roomy, level, () -> order.add(level)));
        int waiting = runs.size() - 1;
        while (roomy.waiting() < waiting) {
          Thread.onSpinWait();
        }
      }
      end.countDown();
      for (var run : runs) {
        assertThat(run.get()).isEqualTo(Outcome.done("done"));
      }
      assertThat(order).containsExactly(1, 3, 5);
    }
  }

  private Future<Outcome<String>> urgent(InferencePool roomy, int level, Runnable work) {
    var asked = new Asked(Tenant.NONE, Deadline.in(LONG), () -> false, new Priority(level));
    var place = ((Outcome.Done<Place>) roomy.admit(asked)).value();
    return clients.submit(() -> {
      try (place) {
        return place.run(cancellation -> {
          work.run();
          return Outcome.done("done");
        });
      }
    });
  }

  @Test
  void a_request_beyond_the_queue_is_refused_at_once() throws Exception {
    var begun = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    var first = busy(begun, end);
    await(begun);
    try (var waiting = admitted(LONG, () -> false)) {
      assertThat(pool.admitted()).isEqualTo(2);
      assertThat(code(pool.admit(patient()))).isEqualTo(ErrorCode.QUEUE_FULL);
      end.countDown();
      assertThat(first.get()).isEqualTo(Outcome.done("busy"));
      assertThat(waiting.run(cancellation -> Outcome.done("next"))).isEqualTo(Outcome.done("next"));
    }
    assertThat(pool.admitted()).isZero();
  }

  @Test
  void what_waits_past_its_deadline_never_begins() throws Exception {
    var begun = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    var first = busy(begun, end);
    await(begun);
    var ran = new AtomicBoolean();
    try (var place = admitted(Duration.ofMillis(30), () -> false)) {
      assertThat(code(place.run(cancellation -> ran(ran)))).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }
    end.countDown();
    first.get();
    try (var after = admitted(LONG, () -> false)) {
      after.run(cancellation -> Outcome.done("after"));
    }
    assertThat(ran).isFalse();
  }

  private static Outcome<String> ran(AtomicBoolean ran) {
    ran.set(true);
    return Outcome.done("ran");
  }

  /** Is computed by the thread that asks. */
  private record AtOnce() implements Batching<String, String>, Batch<String, String> {

    @Override
    public Batch<String, String> begin(String first, long share) {
      return this;
    }

    @Override
    public int work(String job) {
      return 1;
    }

    @Override
    public boolean brief(String job) {
      return true;
    }

    @Override
    public boolean open() {
      return false;
    }

    @Override
    public boolean add(String job) {
      return false;
    }

    @Override
    public Outcome<List<String>> compute(Cancellation cancellation) {
      return Outcome.done(List.of("computed"));
    }
  }

  @Test
  void what_is_there_after_its_deadline_is_too_late() throws Exception {
    try (var place = admitted(Duration.ofNanos(1), () -> false)) {
      assertThat(code(place.run(new AtOnce(), List.of("text"))))
          .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void what_nobody_waits_for_never_begins() throws Exception {
    var begun = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    var first = busy(begun, end);
    await(begun);
    var ran = new AtomicBoolean();
    try (var place = admitted(LONG, () -> true)) {
      assertThatThrownBy(() -> place.run(cancellation -> ran(ran)))
          .isInstanceOf(ClientGoneException.class);
    }
    end.countDown();
    first.get();
    try (var after = admitted(LONG, () -> false)) {
      after.run(cancellation -> Outcome.done("after"));
    }
    assertThat(ran).isFalse();
  }

  @Test
  void what_runs_past_its_deadline_is_broken_off() throws Exception {
    var cancelled = new CompletableFuture<Boolean>();
    try (var place = admitted(Duration.ofMillis(50), () -> false)) {
      var outcome =
          place.run(cancellation -> {
            while (!cancellation.cancelled()) {
              Thread.onSpinWait();
            }
            cancelled.complete(true);
            return Outcome.done("late");
          });
      assertThat(code(outcome)).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }
    assertThat(cancelled.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_fault_of_a_computation_reaches_who_waits() {
    try (var place = admitted(LONG, () -> false)) {
      assertThatThrownBy(() ->
              place.run(cancellation -> {
                throw new IllegalStateException("broken");
              }))
          .hasMessage("broken");
      assertThatThrownBy(() ->
              place.run(cancellation -> {
                throw new OutOfMemoryError("heap");
              }))
          .isInstanceOf(OutOfMemoryError.class);
    }
  }

  @Test
  void a_closed_pool_refuses() throws Exception {
    try (var place = admitted(LONG, () -> false)) {
      pool.close();
      assertThat(code(place.run(cancellation -> Outcome.done("no")))).isEqualTo(ErrorCode.STOPPING);
    }
  }

  @Test
  void runs_and_their_threads_never_exceed_the_cores() {
    for (int cores = 1; cores <= 256; cores++) {
      var settings = PoolSettings.forCores(cores);
      assertThat(settings.threads() * settings.threadsPerRun()).isBetween(1, cores);
    }
  }
}
