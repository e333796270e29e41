package dev.steward.sinks;

import dev.steward.ledger.follow.Follower;
import dev.steward.ledger.follow.Stretch;
import dev.steward.ledger.note.SignedCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries one log's records to one sink, on a virtual thread of its own. */
public final class Carrier implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);

  /** How often it looks for new records. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final String name;
  private final Follower follower;
  private final Sink sink;
  private final CursorFile cursors;
  private final Supplier<Optional<SignedCheckpoint>> tail;
  private final InstantSource clock;
  private final Rest rest;
  private final Thread thread;
  private volatile SinkState state;

  /** Waits. */
  @FunctionalInterface
  interface Rest {
    /** Returns after some time, or is interrupted. */
    void over(Duration time) throws InterruptedException;
  }

  /**
   * Begins to carry.
   *
   * @param tail the last checkpoint of the log; asked once a second
   * @throws IOException if the cursor can't be read
   */
  Carrier(
      String name,
      Follower follower,
      Sink sink,
      CursorFile cursors,
      Supplier<Optional<SignedCheckpoint>> tail,
      InstantSource clock,
      Rest rest)
      throws IOException {
    this.name = name;
    this.follower = follower;
    this.sink = sink;
    this.cursors = cursors;
    this.tail = tail;
    this.clock = clock;
    this.rest = rest;
    this.state = SinkState.begun(name, cursors.read().map(Cursor::next).orElse(0L));
    this.thread = Thread.ofVirtual().name("sink-" + name).start(this::run);
  }

  /**
   * Begins to carry.
   *
   * @param cursor the file that keeps how far the sink is
   * @param tail the last checkpoint of the log; asked once a second
   * @throws IOException if the cursor can't be read
   */
  public static Carrier start(
      String name,
      Follower follower,
      Sink sink,
      Path cursor,
      Supplier<Optional<SignedCheckpoint>> tail)
      throws IOException {
    return new Carrier(
        name,
        follower,
        sink,
        new CursorFile(cursor),
        tail,
        InstantSource.system(),
        time -> Thread.sleep(time));
  }

  /** How it is doing. */
  public SinkState state() {
    return state;
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          carry();
        } catch (IOException e) {
          failed("the volume can't be read or written: " + e.getMessage(), Optional.empty());
        }
      }
    } catch (InterruptedException e) {
      // It is closed.
    } finally {
      sink.close();
    }
  }

  /** Carries one batch, or waits. */
  private void carry() throws IOException, InterruptedException {
    var signed = tail.get();
    if (signed.isEmpty()) {
      rest.over(LOOK);
      return;
    }
    var log = signed.get().checkpoint();
    var cursor = cursor(log.origin().text(), log.size());
    state = state.seen(log.size());
    if (cursor.next() >= log.size()) {
      rest.over(LOOK);
      return;
    }
    awaitCompany(cursor.next());
    var size = tail.get().orElse(signed.get()).checkpoint().size();
    var stretch = follower.next(cursor.next(), size, sink.pace().most());
    var rejected = stretch.records().isEmpty() ? 0 : deliver(cursor.origin(), stretch);
    cursors.write(new Cursor(cursor.origin(), stretch.next()));
    moved(stretch, rejected);
  }

  /** Where it is; at the beginning of another log, or of one that was put back. */
  private Cursor cursor(String origin, long size) throws IOException {
    var cursor = cursors.read().orElse(new Cursor(origin, 0));
    if (cursor.origin().equals(origin) && cursor.next() <= size) {
      return cursor;
    }
    LOG.warn(
        "sink {}: it has {} entries of {}, and the log here is {} with {}; all of it is sent",
        name,
        cursor.next(),
        cursor.origin(),
        origin,
        size);
    var begin = new Cursor(origin, 0);
    cursors.write(begin);
    state = SinkState.begun(name, 0);
    return begin;
  }

  /** Lets others come, up to a batch. */
  private void awaitCompany(long next) throws InterruptedException {
    var until = clock.instant().plus(sink.pace().linger());
    while (clock.instant().isBefore(until)
        && tail.get().map(now -> now.checkpoint().size() - next).orElse(0L) < sink.pace().most()) {
      rest.over(LOOK);
    }
  }

  /** Gives the sink a batch until it takes it; how many records it rejected. */
  private long deliver(String origin, Stretch stretch) throws InterruptedException {
    var batch = new Batch(origin, stretch.records());
    while (true) {
      switch (sink.deliver(batch)) {
        case Delivery.Taken(var rejected) -> {
          return rejected;
        }
        case Delivery.NotTaken(var reason, var after) -> failed(reason, after);
      }
      tail.get().ifPresent(now -> state = state.seen(now.checkpoint().size()));
    }
  }

  private void failed(String reason, Optional<Duration> after) throws InterruptedException {
    state = state.failed(reason);
    if (state.failures() == 1) {
      LOG.warn("sink {}: {}; it is tried again", name, reason);
    }
    var own = Backoff.after(state.failures(), ThreadLocalRandom.current().nextDouble());
    rest.over(after.filter(theirs -> theirs.compareTo(own) > 0).orElse(own));
  }

  private void moved(Stretch stretch, long rejected) {
    if (state.failures() > 0) {
      LOG.info("sink {}: it takes records again", name);
    }
    if (rejected + stretch.unreadable() > 0) {
      LOG.warn(
          "sink {}: up to entry {}, {} records were rejected by it and {} can't be read",
          name,
          stretch.next(),
          rejected,
          stretch.unreadable());
    }
    state =
        state.moved(
            stretch.next(),
            stretch.records().size(),
            rejected,
            stretch.destroyed(),
            stretch.unreadable());
  }

  /** Ends at once; what wasn't taken is sent when it begins again. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
