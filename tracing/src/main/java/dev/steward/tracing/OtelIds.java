package dev.steward.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/** Ids by chance, as the SDK's, but for a span that another process has begun. */
enum OtelIds implements IdGenerator {
  IDS;

  private static final ScopedValue<SpanContext> BEGUN = ScopedValue.newInstance();

  /** What {@code starts} starts is the span of that place. */
  static Span as(SpanContext begun, Supplier<Span> starts) {
    return ScopedValue.where(BEGUN, begun).call(starts::get);
  }

  @Override
  public String generateSpanId() {
    return BEGUN.isBound() ? BEGUN.get().getSpanId() : IdGenerator.random().generateSpanId();
  }

  /** Whoever has begun a trace took its id by chance, too. */
  @Override
  public boolean generatesRandomTraceIds() {
    return IdGenerator.random().generatesRandomTraceIds();
  }

  @Override
  public String generateTraceId() {
    return BEGUN.isBound() ? BEGUN.get().getTraceId() : IdGenerator.random().generateTraceId();
  }
}
