package dev.steward.runtime.pipeline;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One connection to the next stage, from WELCOME to its end, and what is out on it. */
final class Link {

  private static final AtomicLong IDS = new AtomicLong();

  private final @Nullable Connection connection;
  private final Credit credit;
  private final String next;
  private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
  private volatile Optional<String> missing;
  private volatile boolean ended;

  /** A connection with so much credit, not ready yet. */
  Link(Connection connection, int credit, String next) {
    this(connection, new Credit(credit), next, next + " isn't ready yet");
  }

  private Link(@Nullable Connection connection, Credit credit, String next, String missing) {
    this.connection = connection;
    this.credit = credit;
    this.next = next;
    this.missing = Optional.of(missing);
  }

  /** No connection, and why. */
  static Link none(String reason) {
    var none = new Link(null, new Credit(0), "", reason);
    none.credit.end();
    return none;
  }

  /** A micro-batch that is out. */
  private record Pending(MicroBatch batch, CompletableFuture<Outcome<List<Tensor>>> outcome) {

    void complete(Outcome<List<Tensor>> result) {
      batch.cancellation().after();
      outcome.complete(result);
    }
  }

  Connection connection() {
    if (connection == null) {
      throw new IllegalStateException("there is no connection");
    }
    return connection;
  }

  /** Why the stages on the other side can't compute. */
  Optional<String> missing() {
    return missing;
  }

  CompletableFuture<Outcome<List<Tensor>>> submit(MicroBatch batch) throws InterruptedException {
    var why = missing;
    if (why.isPresent()) {
      return refused(RemoteStage.absent(why.get()));
    }
    return switch (credit.take(batch.cancellation().left())) {
      case TAKEN -> send(batch);
      case LATE ->
          refused(
              Refusal.of(
                  ErrorCode.DEADLINE_EXCEEDED, next + " had no room in time; send less at a time"));
      case ENDED -> refused(brokenOff());
    };
  }

  private static CompletableFuture<Outcome<List<Tensor>>> refused(Refusal refusal) {
    return CompletableFuture.completedFuture(Outcome.refused(refusal));
  }

  private Refusal brokenOff() {
    return Refusal.of(
        ErrorCode.BAD_REPLICA, missing.orElse(next) + "; what it computed is lost, ask again");
  }

  private CompletableFuture<Outcome<List<Tensor>>> send(MicroBatch batch) {
    long id = IDS.incrementAndGet();
    var sent = new Pending(batch, new CompletableFuture<>());
    pending.put(id, sent);
    try {
      connection()
          .send(
              new Frame.Work(
                  id,
                  batch.cancellation().left(),
                  batch.wanted(),
                  batch.traces(),
                  batch.tensors()));
    } catch (FrameException e) {
      credit.give(1);
      finish(
          id,
          Outcome.refused(
              Refusal.of(
                  ErrorCode.REQUEST_TOO_LARGE, e.getMessage() + "; send fewer rows at a time")));
      return sent.outcome();
    }
    batch.cancellation().during(() -> cancel(id));
    if (ended) {
      failAll();
    }
    return sent.outcome();
  }

  /** Nobody waits any more: the answer isn't waited for either. */
  private void cancel(long id) {
    var out = pending.remove(id);
    if (out != null) {
      connection().sendSmall(new Frame.Cancel(id));
      out.outcome()
          .complete(
              Outcome.refused(
                  Refusal.of(ErrorCode.DEADLINE_EXCEEDED, "the computation was broken off")));
    }
  }

  /**
   * Takes what the other side says.
   *
   * @return whether {@link #missing} has changed
   * @throws FrameException when a caller isn't told such a thing
   */
  boolean take(Frame frame) throws FrameException {
    switch (frame) {
      case Frame.Ready() -> {
        return learn(Optional.empty());
      }
      case Frame.Busy(var reason) -> {
        return learn(Optional.of(reason));
      }
      case Frame.Credit(int count) -> credit.give(count);
      case Frame.Done(long id, var tensors) -> finish(id, Outcome.done(tensors));
      case Frame.Failed(long id, var code, var message) ->
          finish(id, Outcome.refused(Refusal.of(code, message)));
      case Frame.Hello _,
          Frame.Welcome _,
          Frame.Refused _,
          Frame.Work _,
          Frame.Cancel _,
          Frame.Ping _ ->
          throw new FrameException("the next stage says " + frame.getClass().getSimpleName());
    }
    return false;
  }

  private boolean learn(Optional<String> now) {
    var before = missing;
    missing = now;
    return !before.equals(now);
  }

  private void finish(long id, Outcome<List<Tensor>> outcome) {
    var done = pending.remove(id);
    if (done != null) {
      done.complete(outcome);
    }
  }

  /** Ends it: what is out fails at once. */
  void end(String reason) {
    missing = Optional.of(reason);
    ended = true;
    credit.end();
    if (connection != null) {
      connection.close();
    }
    failAll();
  }

  private void failAll() {
    for (var id : pending.keySet()) {
      finish(id, Outcome.refused(brokenOff()));
    }
  }
}
