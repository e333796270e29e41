package dev.steward.runtime.grpc;

import dev.steward.runtime.http.BodyBudget;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one call may hold, and for how long: gRPC keeps a message until it is whole, and an answer
 * until the client takes it.
 *
 * <p>The bytes of a message are taken from the budget as they arrive, those beyond it break the
 * call off.
 */
final class CallBound extends ServerStreamTracer {

  private static final Context.Key<CallBound> KEY = Context.key("bound");

  /** Taken from the budget at once. */
  private static final int STEP = 64 << 10;

  /** So small a message doesn't count: calls bound them, and slow ones mustn't keep others out. */
  private static final int FREE = 16 << 10;

  private final BodyBudget budget;
  private final Semaphore places;
  private final boolean placed;
  private final Timer timer;
  private Context.@Nullable CancellableContext context;
  private @Nullable Timeout late;
  private Runnable whenLate = this::cancel;
  private long wire;
  private long unpacked;
  private long taken;
  private boolean closed;

  private CallBound(BodyBudget budget, Semaphore places, Timer timer) {
    this.budget = budget;
    this.places = places;
    this.timer = timer;
    this.placed = places.tryAcquire();
  }

  /**
   * Bounds for each call of a server.
   *
   * @param places of calls at a moment
   */
  static Factory factory(BodyBudget budget, int places, Timer timer) {
    var all = new Semaphore(places);
    return new Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new CallBound(budget, all, timer);
      }
    };
  }

  /** That of the call whose context is current. */
  static CallBound current() {
    return Optional.ofNullable(KEY.get()).orElseThrow();
  }

  /** Whether there is a place for the call; one too many is to be refused. */
  boolean hasPlace() {
    return placed;
  }

  @Override
  public Context filterContext(Context outer) {
    var cancellable = outer.withValue(KEY, this).withCancellation();
    synchronized (this) {
      context = cancellable;
    }
    return cancellable;
  }

  /** From now on something must happen within {@code time}; else {@code action} runs. */
  synchronized void expect(Duration time, Runnable action) {
    if (!closed) {
      happened();
      whenLate = action;
      late = timer.newTimeout(_ -> late(), time.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** It happened. */
  synchronized void happened() {
    if (late != null) {
      late.cancel();
      late = null;
    }
  }

  private void late() {
    Runnable action;
    synchronized (this) {
      if (late == null) {
        return;
      }
      late = null;
      action = whenLate;
    }
    action.run();
  }

  /** Breaks the call off where it is. */
  void cancel() {
    Context.CancellableContext cancellable;
    synchronized (this) {
      cancellable = context;
    }
    if (cancellable != null) {
      cancellable.cancel(
          Status.DEADLINE_EXCEEDED
              .withDescription("the client doesn't take its answer")
              .asRuntimeException());
    }
  }

  /** The message is answered; another may come. */
  synchronized void answered() {
    wire = 0;
    unpacked = 0;
    release();
  }

  @Override
  public void inboundWireSize(long bytes) {
    wire(bytes);
  }

  private synchronized void wire(long bytes) {
    wire += bytes;
    hold();
  }

  @Override
  public synchronized void inboundUncompressedSize(long bytes) {
    unpacked += bytes;
    hold();
  }

  private void hold() {
    while (!closed && taken < Math.max(wire, unpacked) - FREE) {
      if (!budget.take(STEP)) {
        throw Status.RESOURCE_EXHAUSTED
            .withDescription(
                "requests being answered hold all the bytes they may; try again in a moment")
            .asRuntimeException();
      }
      taken += STEP;
    }
  }

  private void release() {
    budget.give(taken);
    taken = 0;
  }

  @Override
  public void streamClosed(Status status) {
    Context.CancellableContext cancellable;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      happened();
      release();
      cancellable = context;
    }
    if (placed) {
      places.release();
    }
    if (cancellable != null) {
      cancellable.cancel(null);
    }
  }
}
