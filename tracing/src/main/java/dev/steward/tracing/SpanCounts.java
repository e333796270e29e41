package dev.steward.tracing;

/** What became of spans; read at any moment, by several threads. */
public interface SpanCounts {

  /** Spans that the collector took. */
  long exported();

  /** Spans given up because too many waited to leave. */
  long dropped();

  /** Spans that the collector didn't take, or not in time. */
  long failed();
}
