package dev.steward.gateway.proxy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * How long a request may take: as its service says, or as its client does where that is sooner,
 * which only calls can say. Nobody but this looks whether a call's client takes its answer in time.
 */
final class Allowance {
  /** Timers run a little early or late. */
  private static final long TOLERANCE_MILLIS = 5;

  /** First whoever waits for the pod is to find that it is late. */
  private static final long GRACE_MILLIS = 250;

  private final Scheduler scheduler;
  private final Optional<Long> clientsEnd;
  private final AtomicReference<Scheduler.@Nullable Task> alarm = new AtomicReference<>();

  private Allowance(Scheduler scheduler, Optional<Long> clientsEnd) {
    this.scheduler = scheduler;
    this.clientsEnd = clientsEnd;
  }

  /**
   * That of a request.
   *
   * @param arrival when it came, as of {@link System#nanoTime()}
   */
  static Allowance of(ClientCall call, long arrival, Scheduler scheduler) {
    return new Allowance(
        scheduler,
        call.isGrpc()
            ? GrpcWire.timeout(call.request().getHeaders())
                .map(Duration::toNanos)
                .map(nanos -> arrival + nanos)
            : Optional.empty());
  }

  /**
   * Milliseconds that are left, at least one.
   *
   * @param serviceMillis that the service leaves
   */
  long millis(long serviceMillis) {
    return Math.max(
        1, clientsMillis().map(own -> Math.min(own, serviceMillis)).orElse(serviceMillis));
  }

  /** Whether the client's own time is over. */
  boolean isOver() {
    return clientsMillis().filter(left -> left <= TOLERANCE_MILLIS).isPresent();
  }

  private Optional<Long> clientsMillis() {
    return clientsEnd.map(end -> TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
  }

  /** While it waits for a pod only the client's own time passes; then {@code over} runs. */
  void watchWait(Runnable over) {
    clientsMillis().ifPresent(left -> set(Math.max(1, left), over));
  }

  /** Runs {@code over} when the time is over and some more. */
  void watchAnswer(long serviceMillis, Runnable over) {
    set(millis(serviceMillis) + GRACE_MILLIS, over);
  }

  private void set(long millis, Runnable over) {
    cancel(alarm.getAndSet(scheduler.schedule(over, millis, TimeUnit.MILLISECONDS)));
  }

  /** It has ended. */
  void end() {
    cancel(alarm.getAndSet(null));
  }

  private static void cancel(Scheduler.@Nullable Task task) {
    if (task != null) {
      task.cancel();
    }
  }
}
