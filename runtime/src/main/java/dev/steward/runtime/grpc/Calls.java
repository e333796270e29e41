package dev.steward.runtime.grpc;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.runtime.http.Traffic;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.web.HttpLimits;
import dev.steward.tracing.Tracing;
import dev.steward.trust.PeerCertificate;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every call goes through, whatever its method. */
final class Calls {

  static final String GONE = "client_gone";

  /** By which a gateway says under which policies it sends a request. */
  static final Metadata.Key<String> POLICY =
      Metadata.Key.of("x-steward-policy", Metadata.ASCII_STRING_MARSHALLER);

  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  private final HttpLimits limits;
  private final Traffic traffic;
  private final RuntimeMetrics metrics;
  private final Tracing tracing;
  private final InstantSource clock;
  private final Consumer<OutOfMemoryError> outOfMemory;

  Calls(
      HttpLimits limits,
      Traffic traffic,
      RuntimeMetrics metrics,
      Tracing tracing,
      InstantSource clock,
      Consumer<OutOfMemoryError> outOfMemory) {
    this.limits = limits;
    this.traffic = traffic;
    this.metrics = metrics;
    this.tracing = tracing;
    this.clock = clock;
    this.outOfMemory = outOfMemory;
  }

  /**
   * Says what the answer to a message is.
   *
   * @param <Q> what was asked
   * @param <A> the answer
   */
  @FunctionalInterface
  interface Answering<Q, A> {

    /**
     * The answer, or the refusal.
     *
     * @param asked by whom and until when
     * @throws IOException when the client is gone
     */
    Outcome<A> answer(Q request, Asked asked) throws IOException, InterruptedException;
  }

  HttpLimits limits() {
    return limits;
  }

  Traffic traffic() {
    return traffic;
  }

  RuntimeMetrics metrics() {
    return metrics;
  }

  Tracing tracing() {
    return tracing;
  }

  /** What can be refused before a message is read. */
  Optional<Refusal> atTheDoor(ServerCall<?, ?> call, CallBound bound) {
    if (traffic.closedToNew()) {
      return Optional.of(
          Refusal.of(ErrorCode.STOPPING, "this server is stopping; another one answers"));
    }
    if (!bound.hasPlace()) {
      return Optional.of(
          Refusal.of(
              ErrorCode.QUEUE_FULL,
              limits.connections() + " calls are being answered; try again in a moment"));
    }
    var session = Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
    return session
        .flatMap(PeerCertificate::end)
        .filter(end -> !end.isAfter(clock.instant()))
        .map(end ->
            Refusal.of(
                ErrorCode.STOPPING,
                "the client's certificate has ended; make another connection with a new one"));
  }

  /** What is answered to a message, whatever happens; empty: nobody waits for it. */
  <Q, A> Optional<Outcome<A>> outcome(
      String endpoint, OneCall<?> call, Q request, Answering<Q, A> answering) {
    try {
      var context = Context.current();
      return Optional.of(
          answering.answer(
              request,
              new Asked(call.tenant(), deadline(context), context::isCancelled)
                  .toldTo(call.span())));
    } catch (IOException e) {
      LOG.debug("the client is gone: {}", e.getMessage());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(
          Outcome.refused(Refusal.of(ErrorCode.STOPPING, "this server is stopping")));
    } catch (OutOfMemoryError e) {
      outOfMemory.accept(e);
      return Optional.of(
          Outcome.refused(
              Refusal.of(ErrorCode.OUT_OF_MEMORY, "there isn't memory enough for this request")));
    } catch (RuntimeException e) {
      LOG.error("{} failed", endpoint, e);
      return Optional.of(
          Outcome.refused(
              Refusal.of(ErrorCode.INTERNAL, "an error of this server's own; its log tells more")));
    }
  }

  /** The client's own, where it is sooner than the server's. */
  private Deadline deadline(Context context) {
    var own = context.getDeadline();
    if (own == null) {
      return Deadline.in(limits.answer());
    }
    var left = Duration.ofNanos(Math.max(0, own.timeRemaining(TimeUnit.NANOSECONDS)));
    return Deadline.in(left.compareTo(limits.answer()) < 0 ? left : limits.answer());
  }
}
