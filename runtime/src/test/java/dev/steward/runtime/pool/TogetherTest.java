package dev.steward.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.runtime.engine.Cancellation;
import dev.steward.runtime.pool.InferencePool.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work that is computed together, by one thread that all others wait for. */
@Timeout(30)
class TogetherTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final InferencePool pool =
      new InferencePool(new PoolSettings(1, 1, 20), new Unobserved());
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

  private static ErrorCode code(Outcome<?> outcome) {
    return ((Outcome.Refused<?>) outcome).refusal().code();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Texts that are computed together; {@code bad} is refused. */
  private static class Joining implements Batching<String, String> {
    private final List<List<String>> batches = new CopyOnWriteArrayList<>();

    void computing() {}

    @Override
    public Batch<String, String> begin(String first, long share) {
      var texts = new ArrayList<>(List.of(first));
      return new Batch<>() {
        @Override
        public boolean open() {
          return true;
        }

        @Override
        public boolean add(String text) {
          return texts.add(text);
        }

        @Override
        public Outcome<List<String>> compute(Cancellation cancellation) {
          computing();
          batches.add(List.copyOf(texts));
          return texts.contains("bad")
              ? Outcome.refused(Refusal.of(ErrorCode.INVALID_TENSOR, "bad"))
              : Outcome.done(texts.stream().map(text -> "of " + text).toList());
        }
      };
    }

    @Override
    public int work(String text) {
      return 1;
    }
  }

  private Future<Outcome<String>> asked(Batching<String, String> batching, String text) {
    var place = ((Outcome.Done<Place>) pool.admit(patient())).value();
    return clients.submit(() -> {
      try (place) {
        return place.run(batching, List.of(text)).map(List::getFirst);
      }
    });
  }

  /** Keeps the one thread until {@code end}, so that all others wait. */
  private Future<Outcome<String>> holding(CountDownLatch end) {
    var begun = new CountDownLatch(1);
    var place = ((Outcome.Done<Place>) pool.admit(patient())).value();
    var held =
        clients.submit(() -> {
          try (place) {
            return place.run(cancellation -> {
              begun.countDown();
              await(end);
              return Outcome.done("held");
            });
          }
        });
    await(begun);
    return held;
  }

  private void awaitWaiting(int count) {
    while (pool.waiting() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void what_waits_is_computed_together_as_soon_as_a_thread_is_free() throws Exception {
    try (pool) {
      var end = new CountDownLatch(1);
      var held = holding(end);
      var joining = new Joining();
      var answers = List.of(asked(joining, "a"), asked(joining, "b"), asked(joining, "c"));
      awaitWaiting(3);
      end.countDown();
      held.get();
      assertThat(answers.get(0).get()).isEqualTo(Outcome.done("of a"));
      assertThat(answers.get(1).get()).isEqualTo(Outcome.done("of b"));
      assertThat(answers.get(2).get()).isEqualTo(Outcome.done("of c"));
      assertThat(joining.batches).hasSize(1);
      assertThat(joining.batches.getFirst()).containsExactlyInAnyOrder("a", "b", "c");
    }
  }

  @Test
  void of_those_computed_together_only_the_one_at_fault_is_refused() throws Exception {
    try (pool) {
      var end = new CountDownLatch(1);
      var held = holding(end);
      var joining = new Joining();
      var good = asked(joining, "good");
      var bad = asked(joining, "bad");
      awaitWaiting(2);
      end.countDown();
      held.get();
      assertThat(good.get()).isEqualTo(Outcome.done("of good"));
      assertThat(code(bad.get())).isEqualTo(ErrorCode.INVALID_TENSOR);
    }
  }

  @Test
  void who_has_gone_is_in_no_batch() throws Exception {
    try (pool) {
      var end = new CountDownLatch(1);
      var held = holding(end);
      var joining = new Joining();
      var stays = asked(joining, "stays");
      try (var place =
          ((Outcome.Done<Place>) pool.admit(new Asked(Tenant.NONE, Deadline.in(LONG), () -> true)))
              .value()) {
        assertThatThrownBy(() -> place.run(joining, List.of("goes")))
            .isInstanceOf(ClientGoneException.class);
      }
      awaitWaiting(1);
      end.countDown();
      held.get();
      assertThat(stays.get()).isEqualTo(Outcome.done("of stays"));
      assertThat(joining.batches).containsExactly(List.of("stays"));
    }
  }

  @Test
  void work_of_another_kind_is_computed_by_itself() throws Exception {
    try (pool) {
      var end = new CountDownLatch(1);
      var held = holding(end);
      var one = new Joining();
      var other = new Joining();
      var a = asked(one, "a");
      var b = asked(other, "b");
      awaitWaiting(2);
      end.countDown();
      held.get();
      assertThat(a.get()).isEqualTo(Outcome.done("of a"));
      assertThat(b.get()).isEqualTo(Outcome.done("of b"));
      assertThat(one.batches).containsExactly(List.of("a"));
      assertThat(other.batches).containsExactly(List.of("b"));
    }
  }

  @Test
  void a_batch_is_broken_off_only_when_nobody_waits_for_any_of_it() throws Exception {
    var first = new Cancellation();
    var company = new Company(first, 2);
    var one = new Run<>(new Joining(), "a", patient(), Account.NONE);
    var two = new Run<>(new Joining(), "b", patient(), Account.NONE);
    one.begins(company);
    two.begins(company);
    one.leave();
    one.leave();
    assertThat(first.cancelled()).isFalse();
    two.leave();
    assertThat(first.cancelled()).isTrue();
  }

  @Test
  void what_waits_when_the_pool_closes_is_refused() throws Exception {
    var end = new CountDownLatch(1);
    var held = holding(end);
    var waits = asked(new Joining(), "a");
    awaitWaiting(1);
    var closing = clients.submit(pool::close);
    assertThat(code(waits.get())).isEqualTo(ErrorCode.STOPPING);
    end.countDown();
    held.get();
    closing.get();
    assertThat(pool.idle()).isTrue();
  }

  @Test
  void what_is_brief_is_computed_by_who_asks_unless_others_wait() throws Exception {
    var threads = new CopyOnWriteArrayList<Thread>();
    var brief =
        new Joining() {
          @Override
          public boolean brief(String text) {
            threads.add(Thread.currentThread());
            return true;
          }

          @Override
          void computing() {
            threads.add(Thread.currentThread());
          }
        };
    try (pool) {
      assertThat(asked(brief, "a").get()).isEqualTo(Outcome.done("of a"));
      assertThat(threads).hasSize(2);
      assertThat(threads.get(1)).isSameAs(threads.get(0));
      var end = new CountDownLatch(1);
      var held = holding(end);
      threads.clear();
      assertThat(asked(brief, "b").get()).isEqualTo(Outcome.done("of b"));
      assertThat(threads.get(1)).isSameAs(threads.get(0));
      var first = asked(new Joining(), "c");
      awaitWaiting(1);
      threads.clear();
      var waits = asked(brief, "d");
      awaitWaiting(2);
      end.countDown();
      held.get();
      first.get();
      assertThat(waits.get()).isEqualTo(Outcome.done("of d"));
      assertThat(threads.get(1)).isNotSameAs(threads.get(0));
    }
  }

  @Test
  void pieces_of_requests_that_wait_are_bounded_but_one_request_may_have_many() throws Exception {
    try (pool) {
      var end = new CountDownLatch(1);
      var held = holding(end);
      var many = Collections.nCopies(Turns.MOST_WAITING + 1, "piece");
      var joining = new Joining();
      var place = ((Outcome.Done<Place>) pool.admit(patient())).value();
      var first =
          clients.submit(() -> {
            try (place) {
              return place.run(joining, many);
            }
          });
      awaitWaiting(many.size());
      assertThat(code(asked(joining, "one more").get())).isEqualTo(ErrorCode.QUEUE_FULL);
      end.countDown();
      held.get();
      assertThat(first.get()).isEqualTo(Outcome.done(Collections.nCopies(many.size(), "of piece")));
    }
  }
}
