package dev.steward.ledger.content;

import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.record.ContentPart;
import dev.steward.ledger.record.RequestEnd;
import dev.steward.ledger.retain.Retention;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The content of all requests of one log. To be closed before the log. */
public final class Contents implements AutoCloseable {

  /** What a part takes in memory besides its bytes. */
  private static final int OVERHEAD = 512;

  private final EvidenceLog log;
  private final ContentLimits limits;
  private final BooleanSupplier room;
  private final InstantSource clock;
  private final AtomicLong inMemory = new AtomicLong();
  private final LinkedBlockingQueue<Step> steps = new LinkedBlockingQueue<>();
  private final ArrayDeque<UnderWay> underWay = new ArrayDeque<>();
  private long underWayBytes;
  private final Thread thread;

  /** What the thread does next. */
  private sealed interface Step {
    /** Gives something to the log, and back what it took in memory. */
    record Store(int bytes, Supplier<CompletableFuture<Long>> submit, CompletableFuture<Long> index)
        implements Step {}

    /** Nothing; there is no more. */
    record Last() implements Step {}
  }

  /** What the log was given, and isn't durable yet. */
  private record UnderWay(int bytes, CompletableFuture<Long> index) {}

  /**
   * Begins to keep content.
   *
   * @param room whether the volume has room for content; asked often, so to be answered at once
   */
  public Contents(
      EvidenceLog log, ContentLimits limits, BooleanSupplier room, InstantSource clock) {
    this.log = log;
    this.limits = limits;
    this.room = room;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("ledger-content").start(this::run);
  }

  /**
   * The content of a request.
   *
   * @param started the request's start on its way: its content follows it, or nothing does
   * @param retention of the content
   */
  public Content begin(RecordId id, CompletableFuture<Long> started, Retention retention) {
    return new Content(this, id, started, retention);
  }

  /** Bytes of content that aren't durable yet. */
  public long inMemory() {
    return inMemory.get();
  }

  ContentLimits limits() {
    return limits;
  }

  boolean hasRoom() {
    return room.getAsBoolean();
  }

  Instant now() {
    return clock.instant();
  }

  /** Takes memory for some bytes, if there is any. */
  boolean reserve(int bytes) {
    if (inMemory.addAndGet(bytes) <= limits.inMemory()) {
      return true;
    }
    inMemory.addAndGet(-bytes);
    return false;
  }

  /** Stores a part whose bytes have their memory. What becomes of it the log knows. */
  void store(CompletableFuture<Long> started, ContentPart part, Retention retention) {
    var _ =
        add(
            part.request().length + part.answer().length,
            () -> behind(started, () -> log.submit(part, retention)));
  }

  /** Records an end behind all that was stored before. */
  CompletableFuture<Long> store(
      CompletableFuture<Long> started, RequestEnd end, Retention retention) {
    return add(0, () -> behind(started, () -> log.submit(end, retention)));
  }

  /** Waits for the start, as long as the log takes for it. */
  private static CompletableFuture<Long> behind(
      CompletableFuture<Long> started, Supplier<CompletableFuture<Long>> submit) {
    var hasStarted = started.handle((index, failure) -> failure == null).join();
    return hasStarted ? submit.get() : started;
  }

  private CompletableFuture<Long> add(int bytes, Supplier<CompletableFuture<Long>> submit) {
    inMemory.addAndGet(OVERHEAD);
    var index = new CompletableFuture<Long>();
    steps.add(new Step.Store(bytes + OVERHEAD, submit, index));
    if (!thread.isAlive()) {
      refuseLeft();
    }
    return index;
  }

  /** Nobody looks at them any more. */
  private void refuseLeft() {
    for (var step = steps.poll(); step != null; step = steps.poll()) {
      if (step instanceof Step.Store store) {
        inMemory.addAndGet(-store.bytes());
        store
            .index()
            .completeExceptionally(
                LedgerException.of("content", "the log is closed", "open it again"));
      }
    }
  }

  private void run() {
    try {
      while (steps.take() instanceof Step.Store store) {
        submit(store);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void submit(Step.Store store) {
    var durable = store.submit().get();
    var _ =
        durable.whenComplete((index, failure) -> {
          inMemory.addAndGet(-store.bytes());
          if (failure == null) {
            store.index().complete(index);
          } else {
            store.index().completeExceptionally(failure);
          }
        });
    underWay.add(new UnderWay(store.bytes(), durable));
    underWayBytes += store.bytes();
    while (underWayBytes > limits.underWay()) {
      var first = underWay.remove();
      // Its failure is told to whom it concerns, and the log's health tells it to everybody.
      var _ = first.index().handle((index, failure) -> 0).join();
      underWayBytes -= first.bytes();
    }
  }

  /** Gives the log all that was handed over before. An interrupted thread doesn't wait for it. */
  @Override
  public void close() {
    steps.add(new Step.Last());
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
