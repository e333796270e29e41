package dev.steward.tracing;

import java.util.List;
import java.util.Optional;

/** A place in a trace whose span somebody else tells of. */
final class OtelPlace implements RequestSpan {

  private final OtelParts parts;

  OtelPlace(OtelParts parts) {
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
  public void named(String name) {}

  @Override
  public void add(Fact fact) {}

  @Override
  public void part(String name, long fromNanos, long toNanos, List<Fact> facts) {
    parts.part(name, fromNanos, toNanos, facts);
  }

  @Override
  public RequestSpan begin(String name, List<Fact> facts) {
    return parts.begin(name, facts);
  }

  @Override
  public void end(Verdict verdict) {}
}
