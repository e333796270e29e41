package dev.steward.runtime.http;

import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.pool.Tenant;
import dev.steward.tracing.RequestSpan;
import io.javalin.http.Context;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** One request, as a route sees it. */
final class Exchange {

  private final Context context;
  private final InputStream body;
  private final Deadline deadline;
  private final RequestSpan span;

  Exchange(Context context, InputStream body, Deadline deadline, RequestSpan span) {
    this.context = context;
    this.body = body;
    this.deadline = deadline;
    this.span = span;
  }

  /** The part of the path that the route calls {@code name}. */
  String path(String name) {
    return context.pathParam(name);
  }

  /** The body, bounded. */
  InputStream body() {
    return body;
  }

  /** All values of a header; none where it isn't there. */
  List<String> header(String name) {
    return Collections.list(context.req().getHeaders(name));
  }

  /** Whether the body says that it is of a content type, whose parameters don't count. */
  boolean hasType(String contentType) {
    var type = context.req().getContentType();
    return type != null && Accepted.bare(type).equals(contentType);
  }

  /** What is told of it. */
  RequestSpan span() {
    return span;
  }

  /** For whom it is, until when, who waits, and what is told of it. */
  Asked asked() {
    return new Asked(
            Tenant.of(Optional.ofNullable(context.header(Tenant.HEADER))),
            deadline,
            new ClientConnection(context))
        .toldTo(span);
  }
}
