package dev.steward.gateway.audit;

import dev.steward.gateway.route.ServiceRoute;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where requests leave their records. Called on threads that carry requests: it never blocks. */
@FunctionalInterface
public interface Trail {

  /** A trail that keeps nothing. */
  static Trail none() {
    return (route, begun) -> Optional.empty();
  }

  /**
   * Begins the record of a request.
   *
   * @param route the service it is for, and with it what its policy asks for
   * @return empty where no record is asked for
   */
  Optional<OpenRecord> begin(ServiceRoute route, Begun begun);

  /** A record that was begun, and is ended once. */
  interface OpenRecord {

    /**
     * Its name, which the client is told. A client's own name for its request stands in no record:
     * it may be anything.
     */
    String id();

    /**
     * Completes when the request may be answered: its record is durable, or its policy lets it go
     * on without. Fails if it may not be answered.
     */
    CompletionStage<?> durable();

    /** Ends the record. */
    void end(Ended ended);
  }
}
