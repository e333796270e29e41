package dev.steward.gateway.evidence;

import dev.steward.sinks.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets files leave the volume, once a minute, a few at a time while there are more. What fails is
 * tried again, slower and slower up to five minutes; nobody waits for it.
 */
final class SealLoop implements Consumer<Session> {
  private static final Logger LOG = LoggerFactory.getLogger(SealLoop.class);

  private static final Duration LOOK = Duration.ofMinutes(1);

  private final Duration after;
  private final InstantSource clock;
  private final Counts counts;
  private final AtomicReference<SealState> state;

  /**
   * A loop.
   *
   * @param after files leave so long after their last change
   */
  SealLoop(Duration after, InstantSource clock, Counts counts) {
    this.after = after;
    this.clock = clock;
    this.counts = counts;
    this.state = new AtomicReference<>(new SealState(clock.instant(), Optional.empty()));
  }

  /** How it is doing. */
  SealState state() {
    return state.get();
  }

  @Override
  public void accept(Session session) {
    var _ = Thread.ofVirtual().name("evidence-seal").start(() -> run(session));
  }

  private void run(Session session) {
    try {
      var failures = 0;
      var pause = Duration.ZERO;
      while (!session.isOverWithin(pause)) {
        var now = clock.instant();
        var left = session.log().seal(now.minus(after));
        counts.sealedBytesAdder().add(left.bytes());
        failures = left.problem().isPresent() ? failures + 1 : 0;
        if (left.problem().isPresent()) {
          failed(left.problem().get());
          pause = Backoff.after(failures, ThreadLocalRandom.current().nextDouble());
        } else {
          pause = left.more() ? Duration.ZERO : done(now);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration done(Instant at) {
    if (state.getAndSet(new SealState(at, Optional.empty())).problem().isPresent()) {
      LOG.info("files of the evidence log leave its volume again");
    }
    return LOOK;
  }

  private void failed(String problem) {
    var before = state.getAndUpdate(one -> new SealState(one.done(), Optional.of(problem)));
    counts.sealingFailuresAdder().increment();
    if (before.problem().filter(problem::equals).isEmpty()) {
      LOG.warn("files of the evidence log can't leave its volume, and stay: {}", problem);
    }
  }
}
