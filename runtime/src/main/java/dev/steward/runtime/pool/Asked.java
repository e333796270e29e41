package dev.steward.runtime.pool;

/**
 * The circumstances of a request.
 *
 * @param tenant for whom it is; those that name none are one tenant
 * @param deadline by when it must be answered
 * @param client who waits for the answer
 * @param priority how urgent it is among those of its tenant
 */
public record Asked(Tenant tenant, Deadline deadline, Client client, Priority priority) {

  /** One as urgent as most. */
  public Asked(Tenant tenant, Deadline deadline, Client client) {
    this(tenant, deadline, client, Priority.USUAL);
  }
}
