package dev.steward.runtime.http;

import dev.steward.runtime.pool.Client;
import dev.steward.runtime.pool.Deadline;
import io.javalin.http.Context;
import java.io.InputStream;

/** One request, as a route sees it. */
final class Exchange {

  private final Context context;
  private final InputStream body;
  private final Deadline deadline;

  Exchange(Context context, InputStream body, Deadline deadline) {
    this.context = context;
    this.body = body;
    this.deadline = deadline;
  }

  /** The part of the path that the route calls {@code name}. */
  String path(String name) {
    return context.pathParam(name);
  }

  /** The body, bounded. */
  InputStream body() {
    return body;
  }

  /** Who sent it. */
  Client client() {
    return new ClientConnection(context);
  }

  /** By when it must be answered. */
  Deadline deadline() {
    return deadline;
  }
}
