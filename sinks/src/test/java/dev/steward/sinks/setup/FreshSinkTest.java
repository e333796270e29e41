package dev.steward.sinks.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.sinks.Batch;
import dev.steward.sinks.Delivery;
import dev.steward.sinks.Recorded;
import dev.steward.sinks.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // set before each test
class FreshSinkTest {

  private static final Sink.Pace PACE = new Sink.Pace(1, Duration.ZERO);
  private static final Delivery TAKEN = new Delivery.Taken(0);
  private static final Delivery REFUSED = new Delivery.NotTaken("401", Optional.empty());

  @TempDir Path folder;
  private Batch batch;

  /** What was done to sinks, in order. */
  private final List<String> done = new ArrayList<>();

  @BeforeEach
  void record() throws Exception {
    try (var log = new Recorded(folder)) {
      log.requests(1);
      batch = log.batch();
    }
  }

  private Sink sink(Delivery says) {
    return new Sink() {
      @Override
      public Pace pace() {
        return PACE;
      }

      @Override
      public Delivery deliver(Batch batch) {
        done.add("delivered");
        return says;
      }

      @Override
      public void close() {
        done.add("closed");
      }
    };
  }

  @Test
  void one_whose_secrets_are_missing_takes_nothing_until_they_are_there() throws Exception {
    var secrets = new ArrayList<Checked<Sink>>();
    secrets.add(Checked.invalid("key of sink a", "it is missing", "write one"));
    secrets.add(Checked.valid(sink(TAKEN)));
    var fresh = new FreshSink(PACE, secrets::removeFirst);
    assertThat(fresh.deliver(batch))
        .isEqualTo(
            new Delivery.NotTaken("key of sink a: it is missing; write one", Optional.empty()));
    assertThat(fresh.deliver(batch)).isEqualTo(TAKEN);
    assertThat(fresh.deliver(batch)).isEqualTo(TAKEN);
    assertThat(done).containsExactly("delivered", "delivered");
  }

  @Test
  void secrets_that_cant_be_read_are_told_and_read_again() throws Exception {
    var fresh =
        new FreshSink(
            PACE,
            () -> {
              throw new IOException("no such device");
            });
    assertThat(fresh.deliver(batch))
        .isEqualTo(
            new Delivery.NotTaken("its secrets can't be read: no such device", Optional.empty()));
  }

  @Test
  void after_a_failure_its_secrets_are_read_anew() throws Exception {
    var sinks = new ArrayList<>(List.of(sink(REFUSED), sink(TAKEN)));
    var fresh = new FreshSink(PACE, () -> Checked.valid(sinks.removeFirst()));
    assertThat(fresh.deliver(batch)).isEqualTo(REFUSED);
    assertThat(fresh.deliver(batch)).isEqualTo(TAKEN);
    assertThat(done).containsExactly("delivered", "closed", "delivered");
  }

  @Test
  void what_was_opened_is_closed_once() throws Exception {
    var fresh = new FreshSink(PACE, () -> Checked.valid(sink(TAKEN)));
    assertThat(fresh.deliver(batch)).isEqualTo(TAKEN);
    fresh.close();
    fresh.close();
    assertThat(done).containsExactly("delivered", "closed");
  }
}
