package dev.steward.tracing;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Where a process tells of its requests. May be used by several threads. */
public interface Tracing extends AutoCloseable {

  /** Nobody is told. */
  static Tracing off() {
    return Off.TRACING;
  }

  /**
   * As OpenTelemetry's standard variables say: off without {@code OTEL_EXPORTER_OTLP_ENDPOINT} or
   * {@code OTEL_EXPORTER_OTLP_TRACES_ENDPOINT}. Settings that are wrong are logged and leave it off
   * too, for no request should fail because of them.
   *
   * @param environment the process's variables; those that begin with {@code OTEL_} count
   */
  static Tracing start(Map<String, String> environment, Teller teller) {
    return OtelSettings.of(environment)
        .<Tracing>map(settings -> LateTracing.start(settings, teller))
        .orElseGet(Tracing::off);
  }

  /**
   * A request has come: its span goes on with the trace that its headers name, or begins one.
   * Whoever gets it ends it.
   */
  RequestSpan begin(Incoming incoming);

  /**
   * A piece of work that another process has the span of: what is told of it here stands below that
   * one. It is no span by itself: facts and an end are dropped.
   *
   * @param place as that process handed it on; one that can't be read is nobody's
   */
  RequestSpan within(TraceContext place);

  /**
   * Work that outlives processes, such as a task: one has begun it and handed on its place, and
   * whoever sees its end tells of the whole. Until then it has no span, and parts of it do.
   *
   * @param begun its place, as {@link RequestSpan#handOn} of the one that began it gave it
   * @param incoming as it was begun; its parent counts where that is of the same trace
   * @param since when it began
   * @return tells of it when it is ended
   */
  RequestSpan resume(TraceContext begun, Incoming incoming, Instant since);

  /** What became of the spans so far; empty where nobody is told. */
  Optional<SpanCounts> counts();

  /** Hands on what is left, within two seconds. */
  @Override
  void close();
}
