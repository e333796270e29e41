package dev.steward.gateway.trace;

import dev.steward.tracing.RequestSpan;
import dev.steward.tracing.TraceContext;
import org.eclipse.jetty.http.HttpFields;

/** The fields by which a pod goes on with a trace. */
public final class HandedOn {

  private HandedOn() {}

  /**
   * Puts them in the place of the client's. Where nobody is told of the request, those stay: the
   * pod may know whom to tell.
   */
  public static void put(RequestSpan span, HttpFields.Mutable fields) {
    span.handOn()
        .ifPresent(context -> {
          fields.put(TraceContext.TRACEPARENT, context.traceparent());
          context
              .tracestate()
              .ifPresentOrElse(
                  state -> fields.put(TraceContext.TRACESTATE, state),
                  () -> fields.remove(TraceContext.TRACESTATE));
        });
  }
}
