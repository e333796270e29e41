package dev.steward.tracing;

import java.util.Optional;

/**
 * A place in a trace, as header fields carry it on (W3C Trace Context, level 2).
 *
 * @param traceparent the trace, the caller's span in it and whether it is sampled
 * @param tracestate what other tools want carried along with it
 */
public record TraceContext(String traceparent, Optional<String> tracestate) {
  public static final String TRACEPARENT = "traceparent";
  public static final String TRACESTATE = "tracestate";
}
