package dev.steward.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.search.FoundRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarrierTest {

  @TempDir Path folder;

  /** A clock that goes as far as somebody waits. */
  private final VirtualTime time = new VirtualTime();

  private static final class VirtualTime implements InstantSource {
    private Instant now = Recorded.NOW;
    private final ConcurrentLinkedQueue<Duration> waited = new ConcurrentLinkedQueue<>();

    @Override
    public synchronized Instant instant() {
      return now;
    }

    private void over(Duration time) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      synchronized (this) {
        now = now.plus(time);
      }
      waited.add(time);
      // Who only looks whether there is something new leaves the core to others.
      LockSupport.parkNanos(100_000);
    }
  }

  /** Takes what it is given, and says what it is told to say. */
  private static final class Scripted implements Sink {
    private final List<FoundRecord> taken = new ArrayList<>();
    private final LinkedBlockingQueue<Batch> batches = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Delivery> says = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final int most;

    private Scripted(int most) {
      this.most = most;
    }

    @Override
    public Pace pace() {
      return new Pace(most, Duration.ofSeconds(1));
    }

    @Override
    public Delivery deliver(Batch batch) {
      var said = Optional.ofNullable(says.poll()).orElse(new Delivery.Taken(0));
      if (said instanceof Delivery.Taken) {
        synchronized (taken) {
          taken.addAll(batch.records());
        }
      }
      batches.add(batch);
      return said;
    }

    private Batch next() throws InterruptedException {
      return Optional.ofNullable(batches.poll(60, TimeUnit.SECONDS)).orElseThrow();
    }

    private List<Long> indices() {
      synchronized (taken) {
        return taken.stream().map(FoundRecord::index).toList();
      }
    }

    private void awaits(long count) throws InterruptedException {
      while (indices().size() < count) {
        next();
      }
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  private Carrier carrier(Recorded log, Sink sink) throws Exception {
    return carrier(log, sink, log::tail);
  }

  private Carrier carrier(Recorded log, Sink sink, Supplier<Optional<SignedCheckpoint>> tail)
      throws Exception {
    return new Carrier(
        "siem", log.follower(), sink, new CursorFile(cursor()), tail, time, time::over);
  }

  private Path cursor() {
    return folder.resolve("volume/sinks/siem.cursor");
  }

  private static List<Long> range(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private static void until(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void every_record_is_carried_once_in_batches_and_the_state_says_so() throws Exception {
    try (var log = new Recorded(folder.resolve("volume"))) {
      log.requests(60);
      var sink = new Scripted(50);
      var carrier = carrier(log, sink);
      sink.awaits(120);
      log.requests(5);
      sink.awaits(130);
      until(() -> carrier.state().next() == 130);
      carrier.close();
      assertThat(sink.indices()).isEqualTo(range(0, 130));
      assertThat(sink.closed).isTrue();
      assertThat(carrier.state().sent()).isEqualTo(130);
      assertThat(carrier.state().behind()).isZero();
      assertThat(carrier.state().problem()).isEmpty();
    }
  }

  @Test
  void a_sink_that_is_down_for_hours_loses_nothing_and_is_asked_less_and_less() throws Exception {
    try (var log = new Recorded(folder.resolve("volume"))) {
      log.requests(10);
      var sink = new Scripted(500);
      for (var i = 0; i < 100; i++) {
        sink.says.add(new Delivery.NotTaken("siem answers 503", Optional.empty()));
      }
      try (var carrier = carrier(log, sink)) {
        var first = sink.next();
        // Meanwhile the log goes on as ever.
        log.requests(500);
        sink.awaits(1020);
        assertThat(first.first()).isZero();
        until(() -> carrier.state().next() == 1020);
        assertThat(carrier.state().failures()).isZero();
      }
      assertThat(sink.indices()).isEqualTo(range(0, 1020));
      assertThat(time.waited).anyMatch(one -> one.compareTo(Duration.ofSeconds(150)) >= 0);
      assertThat(time.waited).noneMatch(one -> one.compareTo(Backoff.LONGEST) > 0);
      assertThat(Duration.between(Recorded.NOW, time.instant())).isGreaterThan(Duration.ofHours(5));
    }
  }

  @Test
  void who_says_when_to_come_again_isnt_asked_before() throws Exception {
    try (var log = new Recorded(folder.resolve("volume"))) {
      log.requests(1);
      var sink = new Scripted(500);
      sink.says.add(new Delivery.NotTaken("later", Optional.of(Duration.ofSeconds(777))));
      try (var _ = carrier(log, sink)) {
        sink.awaits(2);
      }
      assertThat(time.waited).contains(Duration.ofSeconds(777));
    }
  }

  @Test
  void a_carrier_that_is_begun_again_goes_on_where_it_was() throws Exception {
    try (var log = new Recorded(folder.resolve("volume"))) {
      log.requests(20);
      var first = new Scripted(10);
      try (var carrier = carrier(log, first)) {
        first.awaits(40);
        until(() -> carrier.state().next() == 40);
      }
      log.requests(3);
      var second = new Scripted(10);
      try (var _ = carrier(log, second)) {
        second.awaits(6);
      }
      assertThat(second.indices()).isEqualTo(range(40, 46));
    }
  }

  @Test
  void what_was_sent_and_not_noted_is_sent_again() throws Exception {
    try (var log = new Recorded(folder.resolve("volume"))) {
      log.requests(20);
      // Batches are as long as they may be only if a checkpoint is over all of them.
      log.records();
      var dying = new CompletableFuture<Batch>();
      var sink =
          new Sink() {
            @Override
            public Pace pace() {
              return new Pace(10, Duration.ZERO);
            }

            // It has the batch, and its answer never comes.
            @Override
            public Delivery deliver(Batch batch) throws InterruptedException {
              if (batch.first() == 10) {
                dying.complete(batch);
                Thread.sleep(Duration.ofDays(1));
              }
              return new Delivery.Taken(0);
            }

            @Override
            public void close() {}
          };
      try (var _ = carrier(log, sink)) {
        dying.get();
      }
      var again = new Scripted(10);
      try (var _ = carrier(log, again)) {
        again.awaits(30);
      }
      assertThat(again.indices()).isEqualTo(range(10, 40));
    }
  }

  @Test
  void a_cursor_of_another_log_or_beyond_the_end_begins_anew() throws Exception {
    try (var log = new Recorded(folder.resolve("volume"))) {
      log.requests(5);
      for (var cursor :
          List.of(
              "steward-cursor-1 example.com/other 3\n",
              "steward-cursor-1 " + Recorded.ORIGIN + " 9999\n",
              "rubbish",
              "\u00ff\u0000")) {
        Files.createDirectories(cursor().resolveSibling(""));
        Files.write(cursor(), cursor.getBytes(StandardCharsets.ISO_8859_1));
        var sink = new Scripted(100);
        try (var _ = carrier(log, sink)) {
          sink.awaits(10);
        }
        assertThat(sink.indices()).as(cursor).isEqualTo(range(0, 10));
      }
    }
  }

  @Test
  void records_that_are_rejected_are_counted() throws Exception {
    try (var log = new Recorded(folder.resolve("volume"))) {
      log.requests(2);
      var sink = new Scripted(100);
      sink.says.add(new Delivery.Taken(3));
      try (var carrier = carrier(log, sink)) {
        until(() -> carrier.state().rejected() == 3);
      }
    }
  }

  @Test
  void nothing_is_carried_that_isnt_signed() throws Exception {
    try (var log = new Recorded(folder.resolve("volume"))) {
      log.requests(2);
      var tail = log.tail();
      log.requests(20);
      var sink = new Scripted(100);
      try (var carrier = carrier(log, sink, () -> tail)) {
        until(() -> carrier.state().next() == tail.orElseThrow().checkpoint().size());
        until(() -> time.waited.size() > 50);
        assertThat(carrier.state().next()).isEqualTo(tail.orElseThrow().checkpoint().size());
      }
    }
  }
}
