package dev.steward.runtime.trace;

import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.Incoming;
import dev.steward.tracing.RequestSpan;
import dev.steward.tracing.RequestSpan.Verdict;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;

/** A request over HTTP for which there is a route. */
public record HttpRequest(Context context) implements Incoming {
  private static final int SERVER_FAULT = 500;

  @Override
  public String name() {
    return context.req().getMethod() + " " + context.endpoint().path;
  }

  @Override
  public List<String> field(String name) {
    return Collections.list(context.req().getHeaders(name));
  }

  @Override
  public List<Fact> facts() {
    return List.of(
        Fact.of(FactKeys.HTTP_METHOD, context.req().getMethod()),
        Fact.of(FactKeys.HTTP_ROUTE, context.endpoint().path),
        Fact.of(FactKeys.SCHEME, context.req().getScheme()));
  }

  /** Its answer has been written. */
  public static void answered(RequestSpan span, int status) {
    span.add(Fact.of(FactKeys.HTTP_STATUS, status));
    span.end(status >= SERVER_FAULT ? Verdict.ERROR : Verdict.UNSET);
  }

  /**
   * It was refused.
   *
   * @param code of the error
   */
  public static void refused(RequestSpan span, int status, String code) {
    span.add(Fact.of(FactKeys.ERROR, code));
    answered(span, status);
  }

  /**
   * Nobody waits for its answer any more.
   *
   * @param code in place of an error's
   */
  public static void left(RequestSpan span, String code) {
    span.add(Fact.of(FactKeys.ERROR, code));
    span.end(Verdict.UNSET);
  }
}
