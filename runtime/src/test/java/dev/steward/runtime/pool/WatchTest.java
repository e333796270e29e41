package dev.steward.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WatchTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Watch watch = new Watch(Duration.ofMillis(1));

  @AfterEach
  void close() {
    watch.close();
  }

  private static Asked asked(Duration deadline, Client client) {
    return new Asked(Tenant.NONE, Deadline.in(deadline), client);
  }

  /** One that is never computed. */
  private static Run<?, String> run(Asked asked) {
    var alone = new Alone<>(cancellation -> Outcome.done("computed"), 1);
    return new Run<>(alone, alone, asked, Account.NONE);
  }

  @Test
  void who_waits_past_the_deadline_is_told() throws Exception {
    var asked = asked(Duration.ofMillis(20), () -> false);
    var run = run(asked);
    try (var _ = watch.over(asked, List.of(run))) {
      assertThat(run.await(LONG))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused ->
                  assertThat(refused.refusal().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
    }
  }

  @Test
  void what_a_client_leaves_ends_for_all_its_pieces() {
    var asked = asked(LONG, () -> true);
    var runs = List.of(run(asked), run(asked));
    try (var _ = watch.over(asked, runs)) {
      for (var run : runs) {
        assertThatThrownBy(() -> run.await(LONG))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(ClientGoneException.class);
      }
    }
  }

  @Test
  void a_client_that_cannot_be_asked_keeps_nobody_else_waiting() throws Exception {
    var broken =
        asked(
            LONG,
            () -> {
              throw new IllegalStateException("broken");
            });
    var other = asked(Duration.ofMillis(20), () -> false);
    var lost = run(broken);
    var run = run(other);
    try (var _ = watch.over(broken, List.of(lost));
        var _ = watch.over(other, List.of(run))) {
      assertThatThrownBy(() -> lost.await(LONG)).hasRootCauseMessage("broken");
      assertThat(run.await(LONG)).isInstanceOf(Outcome.Refused.class);
    }
  }

  @Test
  void what_nobody_looks_after_any_more_is_left_alone() {
    var asked = asked(Duration.ZERO, () -> true);
    var run = run(asked);
    watch.over(asked, List.of(run)).close();
    assertThatThrownBy(() -> run.await(Duration.ofMillis(20))).isInstanceOf(TimeoutException.class);
  }
}
