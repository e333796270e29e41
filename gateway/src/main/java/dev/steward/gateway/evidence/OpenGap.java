package dev.steward.gateway.evidence;

import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.record.Gap;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The requests that went on without a record since the last gap was recorded. It is in memory
 * alone: what ends the process meanwhile ends the count.
 */
final class OpenGap {
  private final AtomicReference<Optional<Counted>> counted =
      new AtomicReference<>(Optional.empty());

  private record Counted(Instant from, long requests, Obstacle why) {
    Counted and(Counted later) {
      return new Counted(from, requests + later.requests, why);
    }
  }

  /** One more. */
  void add(Instant at, Obstacle why) {
    add(new Counted(at, 1, why));
  }

  private void add(Counted more) {
    var _ =
        counted.updateAndGet(
            before -> Optional.of(before.map(earlier -> earlier.and(more)).orElse(more)));
  }

  /** Whether there is something to record. */
  boolean isOpen() {
    return counted.get().isPresent();
  }

  /** What there is to record, which is counted no more; empty if there is nothing. */
  Optional<Gap> take(Instant now) {
    return counted
        .getAndSet(Optional.empty())
        .map(
            taken -> new Gap(RecordId.random(), now, taken.from, taken.requests, taken.why.word()));
  }

  /** What was taken couldn't be recorded. */
  void putBack(Gap gap, Obstacle why) {
    var again = new Counted(gap.from(), gap.requests(), why);
    var _ =
        counted.updateAndGet(
            since -> Optional.of(since.map(later -> again.and(later)).orElse(again)));
  }
}
