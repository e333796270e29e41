package dev.steward.runtime.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AheadTest {

  /** What is loaded only once that is allowed, and says when it is closed. */
  private static final class Slow implements AutoCloseable {

    private final CountDownLatch allowed = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    Slow load() {
      try {
        allowed.await();
        return this;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  private static LoadException missing() {
    return new LoadException(ErrorCode.MODEL_MISSING, "spec.model.uri", "it is gone", "put it");
  }

  @Test
  void what_is_taken_is_the_takers() throws Exception {
    var slow = new Slow();
    slow.allowed.countDown();
    try (var ahead = Ahead.of("slow", slow::load)) {
      assertThat(ahead.take()).isSameAs(slow);
    }
    assertThat(slow.closed.getCount()).isOne();
  }

  @Test
  void what_nobody_takes_is_closed_once_it_is_loaded() throws Exception {
    var slow = new Slow();
    Ahead.of("slow", slow::load).close();
    assertThat(slow.closed.getCount()).isOne();
    slow.allowed.countDown();
    assertThat(slow.closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void what_was_loaded_before_nobody_wanted_it_is_closed() throws Exception {
    var slow = new Slow();
    slow.allowed.countDown();
    var ahead = Ahead.of("slow", slow::load);
    ahead.close();
    assertThat(slow.closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void who_is_interrupted_while_waiting_leaves_nothing_open() throws Exception {
    var slow = new Slow();
    try (var ahead = Ahead.of("slow", slow::load)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(ahead::take).isInstanceOf(InterruptedException.class);
    }
    slow.allowed.countDown();
    assertThat(slow.closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void each_kind_of_failure_reaches_the_taker_as_it_is() {
    var told = missing();
    var memory = new OutOfMemoryError("as a test");
    var fault = new IllegalArgumentException("as a test");
    try (var failed =
            Ahead.<Slow>of(
                "failed",
                () -> {
                  throw told;
                });
        var full =
            Ahead.<Slow>of(
                "full",
                () -> {
                  throw memory;
                });
        var wrong =
            Ahead.<Slow>of(
                "wrong",
                () -> {
                  throw fault;
                })) {
      assertThatThrownBy(failed::take).isSameAs(told);
      assertThatThrownBy(full::take).isSameAs(memory);
      assertThatThrownBy(wrong::take).isSameAs(fault);
    }
  }
}
