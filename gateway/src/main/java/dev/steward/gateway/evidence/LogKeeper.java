package dev.steward.gateway.evidence;

import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.log.LogHealth;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log open: opens it, looks after it, and when it has failed opens it again, with pauses
 * that grow from one second to a minute. Whatever it finds on the volume it overwrites nothing: a
 * log that can't be opened stays as it is until somebody mends it.
 */
final class LogKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogKeeper.class);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration CLOSING = Duration.ofSeconds(20);

  private final Opening opening;
  private final Pauses pauses;
  private final Duration patience;
  private final InstantSource clock;
  private final OpenGap gap;
  private final Counts counts;
  private final Consumer<Session> whenOpen;
  private final AtomicReference<Standing> standing =
      new AtomicReference<>(new Standing.Shut("it is being opened"));
  private final AtomicReference<Room> room = new AtomicReference<>(new Room(0, 0));
  private final CountDownLatch tried = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("evidence-keeper").unstarted(this::run);
  private volatile Room.Level level = Room.Level.FINE;

  /** Opens a gateway's log, or begins it. */
  interface Opening {
    /**
     * Opens it, which may take as long as its recovery does.
     *
     * @throws LedgerException if it can't be opened now
     */
    EvidenceLog open() throws LedgerException;

    /** The room on its volume. */
    Room room() throws IOException;
  }

  /** Between tries to open it. */
  record Pauses(Duration first, Duration longest) {
    static final Pauses USUAL = new Pauses(Duration.ofSeconds(1), Duration.ofMinutes(1));

    Duration after(Duration pause) {
      var twice = pause.multipliedBy(2);
      return twice.compareTo(longest) > 0 ? longest : twice;
    }
  }

  /**
   * @param whenOpen told of each session as it begins, on the keeper's thread
   */
  LogKeeper(
      Opening opening,
      Pauses pauses,
      Duration patience,
      InstantSource clock,
      OpenGap gap,
      Counts counts,
      Consumer<Session> whenOpen) {
    this.opening = opening;
    this.pauses = pauses;
    this.patience = patience;
    this.clock = clock;
    this.gap = gap;
    this.counts = counts;
    this.whenOpen = whenOpen;
  }

  void start() {
    thread.start();
  }

  /** How it stands with the log. */
  Standing standing() {
    return standing.get();
  }

  /** The room on its volume when it was last looked at. */
  Room room() {
    return room.get();
  }

  /** How full its volume was then. */
  Room.Level level() {
    return level;
  }

  /** Whether it has been tried to open it, with or without success. */
  boolean hasTried() {
    return tried.getCount() == 0;
  }

  private void run() {
    var pause = pauses.first();
    var told = "";
    while (closing.getCount() > 0) {
      try {
        var log = opening.open();
        told = "";
        pause = pauses.first();
        keep(log);
      } catch (LedgerException | RuntimeException e) {
        var why = String.valueOf(e.getMessage());
        standing.set(new Standing.Shut(why));
        if (!why.equals(told)) {
          LOG.error("the evidence log can't be opened and is tried again: {}", why);
          told = why;
        }
      }
      tried.countDown();
      if (isClosingWithin(pause)) {
        break;
      }
      pause = pauses.after(pause);
    }
    recordLastGap();
  }

  /** A gateway that ends takes no count with it, if its log can be opened once more. */
  private void recordLastGap() {
    if (gap.isOpen()) {
      try {
        var session = new Session(opening.open(), patience, clock);
        recordGap(session);
        end(session);
      } catch (LedgerException | RuntimeException e) {
        LOG.error("the evidence log can't be opened for its last gap: {}", e.getMessage());
      }
      gap.take(clock.instant())
          .ifPresent(lost ->
              LOG.error(
                  "{} requests since {} have no record, and it isn't recorded that they haven't",
                  lost.requests(),
                  lost.from()));
    }
  }

  private boolean isClosingWithin(Duration time) {
    try {
      return closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Returns when the log has failed, or when it is to be closed. */
  private void keep(EvidenceLog log) {
    var session = new Session(log, patience, clock);
    look(session);
    standing.set(new Standing.Open(session));
    tried.countDown();
    LOG.info("the evidence log is open with {} entries, {}", log.size(), room.get());
    if (log.cut() > 0) {
      LOG.warn("{} bytes were left out that a crash had written in part", log.cut());
    }
    whenOpen.accept(session);
    var goesOn = true;
    while (goesOn) {
      goesOn = !isClosingWithin(LOOK) && log.health() instanceof LogHealth.Healthy;
      look(session);
      if (session.obstacle().isEmpty()) {
        recordGap(session);
      }
    }
    recordGap(session);
    end(session);
  }

  private void end(Session session) {
    session.end();
    session.finish();
    leave(session.log());
  }

  private void leave(EvidenceLog log) {
    var failed = log.health() instanceof LogHealth.Failing;
    if (log.health() instanceof LogHealth.Failing(var reason)) {
      standing.set(new Standing.Shut(reason));
      LOG.error("the evidence log has failed and is opened again: {}", reason);
    } else {
      standing.set(new Standing.Shut("it is closed"));
    }
    try {
      log.close();
    } catch (LedgerException e) {
      if (!failed) {
        LOG.error("the evidence log didn't close cleanly: {}", e.getMessage());
      }
    }
  }

  private void look(Session session) {
    try {
      var now = opening.room();
      room.set(now);
      var before = level;
      level = now.level(before);
      session.full(level == Room.Level.FULL);
      session.keepsContent(level.compareTo(Room.Level.NEARLY_FULL) < 0);
      if (level.compareTo(before) > 0) {
        LOG.warn("the volume of the evidence log is {}: {}", words(level), now);
      } else if (level.compareTo(before) < 0) {
        LOG.info("the volume of the evidence log is {} again: {}", words(level), now);
      }
    } catch (IOException e) {
      LOG.warn("the room for the evidence log can't be told: {}", e.toString());
    }
  }

  private static String words(Room.Level level) {
    return switch (level) {
      case FINE -> "filled less than 70 %";
      case FILLING -> "filled more than 70 %";
      case NEARLY_FULL -> "filled more than 85 %";
      case FULL -> "full, and takes nothing but ends of requests and receipts";
    };
  }

  private void recordGap(Session session) {
    if (session.log().health() instanceof LogHealth.Healthy) {
      gap.take(clock.instant())
          .ifPresent(taken -> {
            var _ =
                session
                    .gap(taken)
                    .whenComplete((index, failure) -> {
                      if (failure == null) {
                        counts.gapsAdder().increment();
                      } else {
                        gap.putBack(taken, Obstacle.FAILED);
                      }
                    });
          });
    }
  }

  /** Closes the log as it should be closed, unless that takes too long. */
  @Override
  public void close() {
    closing.countDown();
    try {
      if (!thread.join(CLOSING)) {
        LOG.warn("the evidence log isn't closed within {}; it recovers when it is opened", CLOSING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
