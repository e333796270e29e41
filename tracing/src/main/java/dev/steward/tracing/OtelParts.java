package dev.steward.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What stands below one place of a trace, whoever has the span of that place. */
final class OtelParts {

  private final Tracer tracer;
  private final Context context;
  private final long epoch;
  private final AtomicInteger count = new AtomicInteger();

  /**
   * @param context of the place
   * @param epoch nanoseconds since 1970 at which {@link System#nanoTime} was 0
   */
  OtelParts(Tracer tracer, Context context, long epoch) {
    this.tracer = tracer;
    this.context = context;
    this.epoch = epoch;
  }

  /** A moment on the clock of {@link System#nanoTime}, in nanoseconds since 1970. */
  long at(long nanos) {
    return epoch + nanos;
  }

  String traceId() {
    return Span.fromContext(context).getSpanContext().getTraceId();
  }

  Optional<TraceContext> handOn() {
    var fields = new HashMap<String, String>();
    W3CTraceContextPropagator.getInstance()
        .inject(context, fields, (_, key, value) -> fields.put(key, value));
    return Optional.ofNullable(fields.get(TraceContext.TRACEPARENT))
        .map(traceparent ->
            new TraceContext(
                traceparent, Optional.ofNullable(fields.get(TraceContext.TRACESTATE))));
  }

  /** One that is over. */
  void part(String name, long fromNanos, long toNanos, List<Fact> facts) {
    if (isFull()) {
      return;
    }
    var part = begun(name, fromNanos);
    facts.forEach(fact -> OtelSpan.add(part, fact));
    part.end(at(toNanos), TimeUnit.NANOSECONDS);
  }

  /** One that begins. */
  RequestSpan begin(String name, List<Fact> facts) {
    if (isFull()) {
      return new OtelPlace(this);
    }
    var part = begun(name, System.nanoTime());
    facts.forEach(fact -> OtelSpan.add(part, fact));
    return new OtelSpan(part, new OtelParts(tracer, context.with(part), epoch));
  }

  private boolean isFull() {
    return count.incrementAndGet() > RequestSpan.MOST_PARTS;
  }

  private Span begun(String name, long fromNanos) {
    return tracer
        .spanBuilder(name)
        .setParent(context)
        .setStartTimestamp(at(fromNanos), TimeUnit.NANOSECONDS)
        .startSpan();
  }

  /** How many there were too many. */
  int untold() {
    return Math.max(0, count.get() - RequestSpan.MOST_PARTS);
  }
}
