package dev.steward.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.ModelStats.Compute;
import dev.steward.protocol.oip.ModelStats.OfBatch;
import dev.steward.protocol.oip.ModelStats.Timed;
import dev.steward.runtime.engine.Phases;
import dev.steward.runtime.pool.Account.Execution;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ModelAccountTest {

  private final ModelAccount account = new ModelAccount();

  private static Execution execution(int pieces, long rows, long waited) {
    return new Execution(
        pieces,
        rows,
        Duration.ofNanos(waited),
        new Phases(Duration.ofNanos(1), Duration.ofNanos(20), Duration.ofNanos(300)));
  }

  private static Compute compute(int times) {
    return new Compute(
        new Timed(times, times), new Timed(times, 20L * times), new Timed(times, 300L * times));
  }

  @Test
  void before_the_first_request_all_is_zero() {
    var stats = account.stats("m", "1");
    assertThat(stats.last()).isEmpty();
    assertThat(stats.inferences()).isZero();
    assertThat(stats.success()).isEqualTo(Timed.NONE);
    assertThat(stats.batches()).isEmpty();
  }

  @Test
  void each_of_a_run_s_requests_took_as_long_as_the_run_which_counts_once_by_its_size() {
    account.add(execution(2, 5, 70));
    account.add(execution(1, 3, 30));
    account.add(execution(1, 5, 0));
    var stats = account.stats("m", "1");
    assertThat(stats.last()).isPresent();
    assertThat(stats.inferences()).isEqualTo(13);
    assertThat(stats.executions()).isEqualTo(3);
    assertThat(stats.queue()).isEqualTo(new Timed(4, 100));
    assertThat(stats.compute()).isEqualTo(compute(4));
    assertThat(stats.batches())
        .containsExactly(new OfBatch(3, compute(1)), new OfBatch(5, compute(2)));
  }

  @Test
  void requests_count_by_how_they_end() throws Exception {
    account.count(() -> Outcome.done("x"));
    account.count(() -> Outcome.refused(Refusal.of(ErrorCode.INVALID_TENSOR, "no")));
    assertThatThrownBy(() ->
            account.count(() -> {
              throw new IOException("gone");
            }))
        .hasMessage("gone");
    var stats = account.stats("m", "1");
    assertThat(stats.success().count()).isEqualTo(1);
    assertThat(stats.success().nanos()).isPositive();
    assertThat(stats.fail().count()).isEqualTo(2);
  }

  @Test
  void however_many_sizes_clients_send_only_so_many_are_told_apart() {
    for (int rows = 1; rows <= 2 * ModelAccount.MOST_SIZES; rows++) {
      account.add(execution(1, rows, 0));
    }
    var stats = account.stats("m", "1");
    assertThat(stats.batches()).hasSize(ModelAccount.MOST_SIZES);
    assertThat(stats.executions()).isEqualTo(2 * ModelAccount.MOST_SIZES);
  }
}
