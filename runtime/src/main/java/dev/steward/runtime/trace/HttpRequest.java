package dev.steward.runtime.trace;

import dev.steward.runtime.web.WebRequest;
import dev.steward.tracing.Fact;
import dev.steward.tracing.FactKeys;
import dev.steward.tracing.Incoming;
import dev.steward.tracing.RequestSpan;
import dev.steward.tracing.RequestSpan.Verdict;
import java.util.List;

/** A request over HTTP for which there is a route. */
public record HttpRequest(WebRequest request) implements Incoming {
  private static final int SERVER_FAULT = 500;

  @Override
  public String name() {
    return request.method() + " " + request.pattern();
  }

  @Override
  public List<String> field(String name) {
    return request.headers(name);
  }

  @Override
  public List<Fact> facts() {
    return List.of(
        Fact.of(FactKeys.HTTP_METHOD, request.method()),
        Fact.of(FactKeys.HTTP_ROUTE, request.pattern()),
        Fact.of(FactKeys.SCHEME, request.secured() ? "https" : "http"));
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
