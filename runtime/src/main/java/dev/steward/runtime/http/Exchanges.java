package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.RefusedException;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.trace.HttpRequest;
import dev.steward.tracing.RequestSpan;
import dev.steward.tracing.Tracing;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What every request goes through, whatever its route. */
final class Exchanges {

  private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);

  /** After a refused body, so much more of it is read and dropped, lest the answer be lost. */
  private static final long MOST_DROPPED = 2L << 30;

  private static final Duration DROPPING = Duration.ofSeconds(3);

  /** By which a gateway says under which policies it sends a request. */
  private static final String POLICY = "x-steward-policy";

  /** The trace's id in logs, as tools that join both look for it. */
  private static final String TRACE = "trace_id";

  private static final String GONE = "client_gone";

  private final HttpLimits limits;
  private final BodyBudget budget;
  private final Traffic traffic;
  private final RuntimeMetrics metrics;
  private final Tracing tracing;
  private final Consumer<OutOfMemoryError> outOfMemory;

  Exchanges(
      HttpLimits limits,
      BodyBudget budget,
      Traffic traffic,
      RuntimeMetrics metrics,
      Tracing tracing,
      Consumer<OutOfMemoryError> outOfMemory) {
    this.limits = limits;
    this.budget = budget;
    this.traffic = traffic;
    this.metrics = metrics;
    this.tracing = tracing;
    this.outOfMemory = outOfMemory;
  }

  /** A route that reads JSON and answers under {@code endpoint} in the metrics. */
  Handler with(String endpoint, Route route) {
    return with(endpoint, Accepted.JSON, route);
  }

  /** The same for a route that reads something else. */
  Handler with(String endpoint, Accepted accepted, Route route) {
    return context -> exchange(endpoint, accepted, route, context);
  }

  private void exchange(String endpoint, Accepted accepted, Route route, Context context) {
    long begun = System.nanoTime();
    othersFirst();
    var id = RequestId.of(context.header(RequestId.HEADER));
    context.res().setHeader(RequestId.HEADER, id);
    MDC.put("request", id);
    var span = tracing.begin(new HttpRequest(context));
    span.traceId().ifPresent(trace -> MDC.put(TRACE, trace));
    traffic.arrived();
    metrics.asked(context.header(POLICY));
    var code = GONE;
    try (var body = body(context)) {
      var outcome = outcome(endpoint, accepted, route, context, body, span);
      code =
          switch (outcome) {
            case Outcome.Done<Reply>(var reply) -> {
              reply.head(context.res());
              reply.write(context.res().getOutputStream());
              HttpRequest.answered(span, context.res().getStatus());
              yield "ok";
            }
            case Outcome.Refused<Reply>(var refusal) -> {
              refuse(context, refusal);
              HttpRequest.refused(span, refusal.code().httpStatus(), refusal.code().code());
              dropRest(context, refusal);
              yield refusal.code().code();
            }
          };
    } catch (IOException e) {
      LOG.debug("the client is gone: {}", e.getMessage());
    } finally {
      if (code.equals(GONE)) {
        HttpRequest.left(span, GONE);
      }
      traffic.left();
      metrics.answered(endpoint, code, Duration.ofNanos(System.nanoTime() - begun));
      MDC.remove("request");
      MDC.remove(TRACE);
    }
  }

  /**
   * Lets those go first that wait. A client that asks again at once would otherwise be answered
   * again and again by the same thread, and all others wait: virtual threads aren't taken off their
   * processor.
   */
  @SuppressWarnings("ThreadPriorityCheck") // whose turn it is mustn't depend on how fast one asks
  private static void othersFirst() {
    Thread.yield();
  }

  private Outcome<Reply> outcome(
      String endpoint, Accepted accepted, Route route, Context context, Body body, RequestSpan span)
      throws IOException {
    try {
      var refusal = atTheDoor(accepted, context);
      return refusal.isPresent()
          ? Outcome.refused(refusal.get())
          : route.answer(new Exchange(context, body, Deadline.in(limits.answer()), span));
    } catch (RefusedException e) {
      return Outcome.refused(e.refusal());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.refused(Refusal.of(ErrorCode.STOPPING, "this server is stopping"));
    } catch (OutOfMemoryError e) {
      outOfMemory.accept(e);
      return Outcome.refused(
          Refusal.of(ErrorCode.OUT_OF_MEMORY, "there isn't memory enough for this request"));
    } catch (RuntimeException e) {
      LOG.error("{} failed", endpoint, e);
      return Outcome.refused(
          Refusal.of(ErrorCode.INTERNAL, "an error of this server's own; its log tells more"));
    }
  }

  private static Outcome<Coding> coding(Context context) {
    return Coding.of(Collections.list(context.req().getHeaders("content-encoding")));
  }

  private Body body(Context context) throws IOException {
    var coding =
        switch (coding(context)) {
          case Outcome.Done<Coding>(var known) -> known;
          // It is refused, and never read.
          case Outcome.Refused<Coding> _ -> Coding.IDENTITY;
        };
    return new Body(new Arriving(context.req().getInputStream(), limits), coding, limits, budget);
  }

  /** What can be refused before a byte of the body is read. */
  private Optional<Refusal> atTheDoor(Accepted accepted, Context context) {
    if (traffic.closedToNew()) {
      return Optional.of(
          Refusal.of(ErrorCode.STOPPING, "this server is stopping; another one answers"));
    }
    if (!context.req().getMethod().equals("POST")) {
      return Optional.empty();
    }
    if (context.req().getContentLengthLong() > limits.bodyBytes()) {
      return Optional.of(Body.tooLarge(limits));
    }
    var type = context.req().getContentType();
    if (type != null && !accepted.takes(type)) {
      return Optional.of(
          Refusal.of(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              new Violation(
                  "content-type", "\"" + type + "\" isn't read here", "send " + accepted.right())));
    }
    return coding(context) instanceof Outcome.Refused<Coding>(var refusal)
        ? Optional.of(refusal)
        : Optional.empty();
  }

  /** Answers a refusal. */
  static void refuse(Context context, Refusal refusal) throws IOException {
    var response = context.res();
    response.setStatus(refusal.code().httpStatus());
    response.setContentType("application/json");
    response.setHeader("x-steward-error", refusal.code().code());
    switch (refusal.code()) {
      case QUEUE_FULL, NO_REPLICA, STOPPING -> response.setHeader("retry-after", "1");
      default -> {}
    }
    var body = Dialect.of(context.path()).error(refusal);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }

  /**
   * Reads on for a moment after a refusal: a connection closed on a client that still sends is
   * reset, and the client might never see why.
   */
  private static void dropRest(Context context, Refusal refusal) throws IOException {
    switch (refusal.code()) {
      case REQUEST_TIMEOUT -> {}
      default -> drop(context.req().getInputStream());
    }
  }

  private static void drop(InputStream rest) throws IOException {
    var deadline = Deadline.in(DROPPING);
    var scratch = new byte[64 << 10];
    long dropped = 0;
    for (int read = 0; read >= 0 && dropped < MOST_DROPPED && !deadline.passed(); dropped += read) {
      read = rest.read(scratch);
    }
  }
}
