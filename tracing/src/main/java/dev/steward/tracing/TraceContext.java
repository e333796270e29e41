package dev.steward.tracing;

import java.util.Map;
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

  private static final String VARIABLE = "TRACEPARENT";
  private static final String STATE_VARIABLE = "TRACESTATE";

  /**
   * Of whoever started this process, as OpenTelemetry has it carried by variables: {@code
   * TRACEPARENT} and {@code TRACESTATE}.
   */
  public static Optional<TraceContext> of(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(VARIABLE))
        .filter(text -> !text.isBlank())
        .map(text -> new TraceContext(text, Optional.ofNullable(environment.get(STATE_VARIABLE))));
  }
}
