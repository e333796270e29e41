package dev.steward.gateway.audit;

import dev.steward.core.policy.AuditDuty;
import dev.steward.core.policy.AuditFailure;
import dev.steward.core.policy.Obligations;
import dev.steward.core.task.TaskUid;
import dev.steward.gateway.route.ServiceRoute;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where requests leave their records. Called on threads that carry requests: it never blocks. */
@FunctionalInterface
public interface Trail {

  /**
   * A trail that keeps nothing. Requests of a service whose policy lets none be answered without a
   * record are refused.
   */
  static Trail none() {
    return (route, begun) ->
        duty(route)
            .filter(duty -> duty.onFailure() == AuditFailure.FAIL_CLOSED)
            .map(_ -> new Refused());
  }

  /** What a policy asks of a service's requests, if one does. */
  static Optional<AuditDuty> duty(ServiceRoute route) {
    return route.config().obligations().flatMap(Obligations::audit);
  }

  /**
   * Begins the record of a request.
   *
   * @param route the service it is for, and with it what its policy asks for
   * @return empty where no record is asked for, or none can be written and the policy lets the
   *     request go on
   */
  Optional<OpenRecord> begin(ServiceRoute route, Begun begun);

  /** A record that was begun, and is ended once. */
  interface OpenRecord {

    /**
     * Its name, which the client is told; empty where there is no record, which may turn out after
     * it was begun. A client's own name for its request stands in no record: it may be anything.
     */
    Optional<String> id();

    /**
     * Completes when the request may be answered: its record is durable, or its policy lets it go
     * on without. Fails if it may not be answered.
     */
    CompletionStage<?> durable();

    /** Who keeps what is asked and answered; empty where nobody does. */
    default Optional<Passing> content() {
      return Optional.empty();
    }

    /** Begins the record of a part of this request, which somebody else computes. */
    Optional<OpenRecord> part(Instant at);

    /**
     * Begins the record of an InferenceTask that this request made. It goes by the task's uid,
     * which records of items name, and names this request: so one leads to the other.
     */
    Optional<OpenRecord> made(Instant at, TaskUid task);

    /** Ends the record. */
    void end(Ended ended);
  }
}
