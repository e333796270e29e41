package dev.steward.runtime.http;

import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.pool.Tenant;
import dev.steward.runtime.web.WebRequest;
import dev.steward.tracing.RequestSpan;
import java.io.InputStream;
import java.util.List;

/** One request, as a route sees it. */
final class Exchange {

  private final WebRequest request;
  private final InputStream body;
  private final Deadline deadline;
  private final RequestSpan span;

  Exchange(WebRequest request, InputStream body, Deadline deadline, RequestSpan span) {
    this.request = request;
    this.body = body;
    this.deadline = deadline;
    this.span = span;
  }

  /** The part of the path that the route calls {@code name}. */
  String path(String name) {
    return request.part(name);
  }

  /** The body, bounded. */
  InputStream body() {
    return body;
  }

  /** All values of a header; none where it isn't there. */
  List<String> header(String name) {
    return request.headers(name);
  }

  /** Whether the body says that it is of a content type, whose parameters don't count. */
  boolean hasType(String contentType) {
    return request.type().filter(type -> Accepted.bare(type).equals(contentType)).isPresent();
  }

  /** What is told of it. */
  RequestSpan span() {
    return span;
  }

  /** For whom it is, until when, who waits, and what is told of it. */
  Asked asked() {
    return new Asked(Tenant.of(request.header(Tenant.HEADER)), deadline, request::gone)
        .toldTo(span);
  }
}
