package dev.steward.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request's span of the SDK. */
final class OtelSpan implements RequestSpan {

  private final Span span;
  private final OtelParts parts;
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * @param parts of it
   */
  OtelSpan(Span span, OtelParts parts) {
    this.span = span;
    this.parts = parts;
  }

  @Override
  public Optional<String> traceId() {
    return Optional.of(parts.traceId());
  }

  @Override
  public Optional<TraceContext> handOn() {
    return parts.handOn();
  }

  @Override
  public void named(String name) {
    span.updateName(name);
  }

  @Override
  public void add(Fact fact) {
    add(span, fact);
  }

  static void add(Span to, Fact fact) {
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
    if (span.isRecording()) {
      parts.part(name, fromNanos, toNanos, facts);
    }
  }

  @Override
  public RequestSpan begin(String name, List<Fact> facts) {
    return span.isRecording() ? parts.begin(name, facts) : new OtelPlace(parts);
  }

  @Override
  public void end(Verdict verdict) {
    if (ended.getAndSet(true)) {
      return;
    }
    if (parts.untold() > 0) {
      span.setAttribute(FactKeys.UNTOLD, parts.untold());
    }
    switch (verdict) {
      case UNSET -> {}
      case ERROR -> span.setStatus(StatusCode.ERROR);
    }
    span.end(parts.at(System.nanoTime()), TimeUnit.NANOSECONDS);
  }
}
