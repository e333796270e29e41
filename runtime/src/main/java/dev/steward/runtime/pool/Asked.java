package dev.steward.runtime.pool;

import dev.steward.tracing.RequestSpan;

/**
 * The circumstances of a request.
 *
 * @param tenant for whom it is; those that name none are one tenant
 * @param deadline by when it must be answered
 * @param client who waits for the answer
 * @param priority how urgent it is among those of its tenant
 * @param span is told what is done for it
 */
public record Asked(
    Tenant tenant, Deadline deadline, Client client, Priority priority, RequestSpan span) {

  /** One as urgent as most. */
  public Asked(Tenant tenant, Deadline deadline, Client client) {
    this(tenant, deadline, client, Priority.USUAL);
  }

  /** One of which nobody is told. */
  public Asked(Tenant tenant, Deadline deadline, Client client, Priority priority) {
    this(tenant, deadline, client, priority, RequestSpan.none());
  }

  /** The same with a span that is told. */
  public Asked toldTo(RequestSpan other) {
    return new Asked(tenant, deadline, client, priority, other);
  }
}
