package dev.steward.gateway.evidence;

import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.content.Content;
import dev.steward.ledger.content.ContentLimits;
import dev.steward.ledger.content.Contents;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.record.Gap;
import dev.steward.ledger.record.RequestEnd;
import dev.steward.ledger.record.RequestStart;
import dev.steward.ledger.retain.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A log from its opening to its failure or its close. Nothing here blocks but what is done with
 * {@link #log}: what waits for a file, such as the key of a new day, does so on a thread of its
 * own.
 */
final class Session {

  /** How long a record may take to be durable before it counts as none. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Records that wait to be durable, of starts; half of what the log itself lets wait. */
  static final int MOST_PENDING = 4096;

  private final EvidenceLog log;
  private final Contents contents;
  private final Duration patience;
  private final List<Runnable> last = new CopyOnWriteArrayList<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean stalled;
  private volatile boolean full;
  private volatile boolean roomForContent = true;

  Session(EvidenceLog log, Duration patience, InstantSource clock) {
    this.log = log;
    this.patience = patience;
    this.contents = new Contents(log, ContentLimits.DEFAULT, () -> roomForContent, clock);
  }

  EvidenceLog log() {
    return log;
  }

  /** It is over, or about to be. */
  void end() {
    over.countDown();
  }

  /** Waits so long; true as soon as it is over. */
  boolean isOverWithin(Duration time) throws InterruptedException {
    return over.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** From now on no start is taken, or again some are: there is room for ends and receipts only. */
  void full(boolean now) {
    full = now;
  }

  /** Whether content is kept from now on: it gives way long before records do. */
  void keepsContent(boolean now) {
    roomForContent = now;
  }

  /** The content of a request whose start was given to this session. */
  Content content(RecordId id, CompletableFuture<Long> started, Retention retention) {
    return contents.begin(id, started, retention);
  }

  /** To be done before the log is closed. */
  void atTheEnd(Runnable what) {
    last.add(what);
  }

  /** Lets go of the log's files, and gives it what there is of content; then it is to be closed. */
  void finish() {
    last.forEach(Runnable::run);
    contents.close();
  }

  /** Why no start can be recorded now; empty if one can. */
  Optional<Obstacle> obstacle() {
    if (full) {
      return Optional.of(Obstacle.FULL);
    }
    if (stalled) {
      return Optional.of(Obstacle.STALLED);
    }
    return pending.get() >= MOST_PENDING ? Optional.of(Obstacle.CROWDED) : Optional.empty();
  }

  /** Completes when the start is durable, however long that takes. */
  CompletableFuture<Long> start(RequestStart start, Retention retention) {
    return counted(append(() -> log.submit(start, retention), retention, start.at()));
  }

  /** The same for an end; whoever ended the request doesn't wait for it. */
  CompletableFuture<Long> end(RequestEnd end, Retention retention) {
    return counted(append(() -> log.submit(end, retention), retention, end.at()));
  }

  /** Completes when the gap is durable. */
  CompletableFuture<Long> gap(Gap gap) {
    return counted(log.submit(gap));
  }

  /** {@code durable} as long as it comes in time; a failure after that. */
  CompletableFuture<Long> inTime(CompletableFuture<Long> durable) {
    return durable.isDone()
        ? durable
        : durable
            .copy()
            .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete((index, failure) -> {
              if (failure instanceof TimeoutException) {
                stalled = true;
              }
            });
  }

  private CompletableFuture<Long> append(
      Supplier<CompletableFuture<Long>> task, Retention retention, Instant at) {
    return pending.get() < MOST_PENDING && log.isReady(retention, at)
        ? task.get()
        : elsewhere(task);
  }

  private static CompletableFuture<Long> elsewhere(Supplier<CompletableFuture<Long>> task) {
    var durable = new CompletableFuture<Long>();
    var _ =
        Thread.ofVirtual()
            .name("evidence-append")
            .start(() -> {
              try {
                durable.complete(task.get().join());
              } catch (RuntimeException e) {
                durable.completeExceptionally(e);
              }
            });
    return durable;
  }

  private CompletableFuture<Long> counted(CompletableFuture<Long> durable) {
    pending.incrementAndGet();
    return durable.whenComplete((index, failure) -> {
      pending.decrementAndGet();
      if (failure == null) {
        stalled = false;
      }
    });
  }
}
