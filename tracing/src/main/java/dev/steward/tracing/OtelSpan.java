package dev.steward.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A request's span of the SDK. */
final class OtelSpan implements RequestSpan {

  private final Tracer tracer;
  private final Span span;
  private final Context context;
  private final long epoch;
  private final AtomicInteger parts = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * @param parent what it goes on with
   * @param epoch nanoseconds since 1970 at which {@link System#nanoTime} was 0
   */
  OtelSpan(Tracer tracer, Span span, Context parent, long epoch) {
    this.tracer = tracer;
    this.span = span;
    this.context = parent.with(span);
    this.epoch = epoch;
  }

  @Override
  public Optional<String> traceId() {
    return Optional.of(span.getSpanContext().getTraceId());
  }

  @Override
  public Optional<TraceContext> handOn() {
    var fields = new HashMap<String, String>();
    W3CTraceContextPropagator.getInstance()
        .inject(context, fields, (_, key, value) -> fields.put(key, value));
    return Optional.ofNullable(fields.get(TraceContext.TRACEPARENT))
        .map(traceparent ->
            new TraceContext(
                traceparent, Optional.ofNullable(fields.get(TraceContext.TRACESTATE))));
  }

  @Override
  public void named(String name) {
    span.updateName(name);
  }

  @Override
  public void add(Fact fact) {
    add(span, fact);
  }

  private static void add(Span to, Fact fact) {
    switch (fact) {
      case Fact.Text(var key, var value) -> to.setAttribute(key, value);
      case Fact.Texts(var key, var values) ->
          to.setAttribute(AttributeKey.stringArrayKey(key), values);
      case Fact.Whole(var key, var value) -> to.setAttribute(key, value);
      case Fact.Real(var key, var value) -> to.setAttribute(key, value);
    }
  }

  @Override
  public void part(String name, long fromNanos, long toNanos, List<Fact> facts) {
    if (!span.isRecording() || parts.incrementAndGet() > MOST_PARTS) {
      return;
    }
    var part =
        tracer
            .spanBuilder(name)
            .setParent(context)
            .setStartTimestamp(epoch + fromNanos, TimeUnit.NANOSECONDS)
            .startSpan();
    facts.forEach(fact -> add(part, fact));
    part.end(epoch + toNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void end(Verdict verdict) {
    if (ended.getAndSet(true)) {
      return;
    }
    int untold = parts.get() - MOST_PARTS;
    if (untold > 0) {
      span.setAttribute(FactKeys.UNTOLD, untold);
    }
    switch (verdict) {
      case UNSET -> {}
      case ERROR -> span.setStatus(StatusCode.ERROR);
    }
    span.end(epoch + System.nanoTime(), TimeUnit.NANOSECONDS);
  }
}
