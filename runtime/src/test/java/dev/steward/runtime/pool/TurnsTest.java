package dev.steward.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.engine.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TurnsTest {

  private static final Duration LONGER_THAN_A_TEST = Duration.ofMinutes(1);

  private final Turns turns = new Turns(2);

  /** Batches of at most two, for which it pays to wait very long. */
  private static final class Pairs implements Batching<String, String> {
    @Override
    public Batch<String, String> begin(String first, long share) {
      var texts = new ArrayList<>(List.of(first));
      return new Batch<>() {
        @Override
        public boolean open() {
          return texts.size() < 2;
        }

        @Override
        public boolean add(String text) {
          return texts.add(text);
        }

        @Override
        public Duration patience() {
          return LONGER_THAN_A_TEST;
        }

        @Override
        public Outcome<List<String>> compute(Cancellation cancellation) {
          return Outcome.done(List.copyOf(texts));
        }
      };
    }

    @Override
    public int work(String text) {
      return 1;
    }
  }

  private Optional<?> queued(Batching<String, String> batching, String text) {
    return turns.queue(Tenant.NONE, List.of(run(batching, text)));
  }

  private static Run<String, String> run(Batching<String, String> batching, String text) {
    return new Run<>(
        batching,
        text,
        new Asked(Tenant.NONE, Deadline.in(LONGER_THAN_A_TEST), () -> false),
        Account.NONE);
  }

  @Test
  void nobody_waits_for_more_while_a_thread_has_nothing_to_do() {
    assertThat(queued(new Pairs(), "a")).isEmpty();
    assertThat(turns.next().orElseThrow().work()).isEqualTo(1);
  }

  @Test
  void while_all_others_compute_more_is_waited_for() throws Exception {
    queued(new Pairs(), "busy");
    turns.next();
    var pairs = new Pairs();
    queued(pairs, "a");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var turn = threads.submit(turns::next);
      while (turns.waiting() > 0) {
        Thread.onSpinWait();
      }
      queued(pairs, "b");
      assertThat(turn.get().orElseThrow().work()).isEqualTo(2);
    }
  }

  @Test
  void who_waits_for_more_begins_when_another_thread_has_nothing_to_do_any_more() throws Exception {
    queued(new Pairs(), "busy");
    var busy = turns.next().orElseThrow();
    queued(new Pairs(), "a");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var turn = threads.submit(turns::next);
      while (turns.waiting() > 0) {
        Thread.onSpinWait();
      }
      turns.ended(busy);
      assertThat(turn.get().orElseThrow().work()).isEqualTo(1);
    }
  }

  /** Pairs of pieces of some size that write down how much work they should have. */
  private static final class Shares implements Batching<String, String> {
    private final int work;
    private final List<Long> shares = new ArrayList<>();

    Shares(int work) {
      this.work = work;
    }

    @Override
    public Batch<String, String> begin(String first, long share) {
      shares.add(share);
      return new Pairs().begin(first, share);
    }

    @Override
    public int work(String text) {
      return work;
    }
  }

  @Test
  void what_waits_is_shared_between_the_threads() {
    var pairs = new Shares(3);
    for (int i = 0; i < 4; i++) {
      queued(pairs, "x" + i);
    }
    turns.next();
    assertThat(pairs.shares).containsExactly(6L);
  }

  @Test
  void what_is_computed_already_is_another_threads_share() {
    var pairs = new Shares(1);
    queued(pairs, "a");
    turns.next();
    queued(pairs, "b");
    queued(pairs, "c");
    turns.next();
    assertThat(pairs.shares).containsExactly(1L, 2L);
  }

  @Test
  void nobody_goes_at_once_while_others_wait() {
    var pairs = new Pairs();
    queued(pairs, "a");
    assertThat(turns.atOnce(run(pairs, "before a"))).isEmpty();
    turns.next();
    assertThat(turns.waiting()).isZero();
    assertThat(turns.atOnce(run(pairs, "after a"))).isPresent();
  }

  @Test
  void who_goes_at_once_waits_for_no_thread_and_for_no_company() {
    for (int i = 0; i < 5; i++) {
      assertThat(turns.atOnce(run(new Pairs(), "x" + i))).isPresent();
    }
    assertThat(turns.running()).isEqualTo(5);
  }

  @Test
  void who_has_just_been_answered_is_expected_again_and_after_a_while_no_more() {
    var pairs = new Shares(1);
    for (int i = 0; i < 8; i++) {
      queued(pairs, "x" + i);
    }
    for (int i = 0; i < 4; i++) {
      turns.ended(turns.next().orElseThrow());
    }
    for (int i = 0; i < 30; i++) {
      queued(pairs, "y");
      turns.ended(turns.next().orElseThrow());
    }
    assertThat(pairs.shares).startsWith(4L, 4L, 4L).endsWith(1L);
  }

  @Test
  void who_came_while_it_was_waited_for_more_is_expected_again_too() throws Exception {
    queued(new Pairs(), "busy");
    var busy = turns.next().orElseThrow();
    var pairs = new Shares(1);
    queued(pairs, "a");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var turn = threads.submit(turns::next);
      while (turns.waiting() > 0) {
        Thread.onSpinWait();
      }
      queued(pairs, "b");
      turns.ended(turn.get().orElseThrow());
    }
    turns.ended(busy);
    queued(pairs, "c");
    turns.next();
    assertThat(pairs.shares).containsExactly(1L, 2L);
  }
}
