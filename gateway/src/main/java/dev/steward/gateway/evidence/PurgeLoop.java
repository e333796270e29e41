package dev.steward.gateway.evidence;

import dev.steward.ledger.Purge;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.retain.Clocks;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Destroys what is due: when a session begins, and each hour. Nothing is destroyed by the word of
 * one clock.
 */
final class PurgeLoop implements Consumer<Session> {
  private static final Logger LOG = LoggerFactory.getLogger(PurgeLoop.class);

  private static final Duration USUALLY = Duration.ofHours(1);
  private static final Duration AFTER_REFUSAL = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final OtherClock other;
  private final Counts counts;

  PurgeLoop(InstantSource clock, OtherClock other, Counts counts) {
    this.clock = clock;
    this.other = other;
    this.counts = counts;
  }

  /** Begins to look after the log of a session, until that is over. */
  @Override
  public void accept(Session session) {
    var _ = Thread.ofVirtual().name("evidence-purge").start(() -> run(session));
  }

  private void run(Session session) {
    try {
      while (!session.isOverWithin(purge(session) ? USUALLY : AFTER_REFUSAL)) {}
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it took place, with nothing left to do. */
  boolean purge(Session session) {
    var refusal = Optional.<String>empty();
    try {
      switch (session.log().purge(new Clocks(clock.instant(), other.read()), Optional.empty())) {
        case Purge.Done(var sets, var waiting) -> {
          sets.forEach(set -> {
            counts.destroyedAdder().increment();
            LOG.info("destroyed {} records of {} that were due", set.count(), set.bucket().path());
          });
          waiting.forEach(one ->
              LOG.warn(
                  "the key of {} is destroyed, and the receipt waits for its files: {}",
                  one.bucket().path(),
                  one.why()));
          counts.receiptsWaiting(waiting.size());
          return waiting.isEmpty();
        }
        case Purge.Refused(var violation) -> refusal = Optional.of(violation.message());
      }
    } catch (IOException e) {
      refusal = Optional.of("the other clock can't be read: " + e.getMessage());
    } catch (LedgerException e) {
      refusal = Optional.of(e.getMessage() == null ? "the log failed" : e.getMessage());
    }
    refusal.ifPresent(why -> {
      counts.purgesRefusedAdder().increment();
      LOG.warn("no record is destroyed now, whether due or not: {}", why);
    });
    return refusal.isEmpty();
  }
}
