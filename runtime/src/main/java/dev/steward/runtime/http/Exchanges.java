package dev.steward.runtime.http;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.RefusedException;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.trace.HttpRequest;
import dev.steward.runtime.web.HttpLimits;
import dev.steward.runtime.web.WebRequest;
import dev.steward.runtime.web.WebRoute;
import dev.steward.tracing.RequestSpan;
import dev.steward.tracing.Tracing;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What every request goes through, whatever its route. */
final class Exchanges {

  private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);

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
  WebRoute with(String endpoint, Route route) {
    return with(endpoint, Accepted.JSON, route);
  }

  /** The same for a route that reads something else. */
  WebRoute with(String endpoint, Accepted accepted, Route route) {
    return request -> exchange(endpoint, accepted, route, request);
  }

  private void exchange(String endpoint, Accepted accepted, Route route, WebRequest request)
      throws IOException {
    long begun = System.nanoTime();
    var id = RequestId.of(request.header(RequestId.HEADER));
    request.answer().header(RequestId.HEADER, id);
    MDC.put("request", id);
    var span = tracing.begin(new HttpRequest(request));
    span.traceId().ifPresent(trace -> MDC.put(TRACE, trace));
    traffic.arrived();
    metrics.asked(request.header(POLICY).orElse(null));
    var code = GONE;
    try (var body = body(request)) {
      var outcome = outcome(endpoint, accepted, route, request, body, span);
      code =
          switch (outcome) {
            case Outcome.Done<Reply>(var reply) -> {
              reply.head(request.answer());
              reply.write(request.answer().body());
              HttpRequest.answered(span, request.answer().status());
              yield "ok";
            }
            case Outcome.Refused<Reply>(var refusal) -> {
              request.refuse(refusal);
              HttpRequest.refused(span, refusal.code().httpStatus(), refusal.code().code());
              yield refusal.code().code();
            }
          };
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

  private Outcome<Reply> outcome(
      String endpoint,
      Accepted accepted,
      Route route,
      WebRequest request,
      Body body,
      RequestSpan span)
      throws IOException {
    try {
      var refusal = atTheDoor(accepted, request);
      return refusal.isPresent()
          ? Outcome.refused(refusal.get())
          : route.answer(new Exchange(request, body, Deadline.in(limits.answer()), span));
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

  private static Outcome<Coding> coding(WebRequest request) {
    return Coding.of(request.headers("content-encoding"));
  }

  private Body body(WebRequest request) {
    var coding =
        switch (coding(request)) {
          case Outcome.Done<Coding>(var known) -> known;
          // It is refused, and never read.
          case Outcome.Refused<Coding> _ -> Coding.IDENTITY;
        };
    return new Body(new Arriving(request.body(), limits), coding, limits, budget);
  }

  /** What can be refused before a byte of the body is read. */
  private Optional<Refusal> atTheDoor(Accepted accepted, WebRequest request) {
    if (traffic.closedToNew()) {
      return Optional.of(
          Refusal.of(ErrorCode.STOPPING, "this server is stopping; another one answers"));
    }
    if (!request.method().equals("POST")) {
      return Optional.empty();
    }
    if (request.length() > limits.bodyBytes()) {
      return Optional.of(Body.tooLarge(limits));
    }
    var type = request.type();
    if (type.isPresent() && !accepted.takes(type.get())) {
      return Optional.of(
          Refusal.of(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              new Violation(
                  "content-type",
                  "\"" + type.get() + "\" isn't read here",
                  "send " + accepted.right())));
    }
    return coding(request) instanceof Outcome.Refused<Coding>(var refusal)
        ? Optional.of(refusal)
        : Optional.empty();
  }
}
