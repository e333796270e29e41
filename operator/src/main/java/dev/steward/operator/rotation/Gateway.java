package dev.steward.operator.rotation;

import dev.steward.core.policy.PolicyInForce;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A gateway, as its pod and what it tells show it.
 *
 * @param name of its pod
 * @param address its IP, by which one pod is told from the next of that name
 * @param readiness whether it would get requests
 * @param told what it tells; empty: nothing yet
 */
public record Gateway(String name, String address, Readiness readiness, Optional<Told> told) {

  /** Whether a gateway would get requests. */
  public enum Readiness {
    READY,
    UNREADY
  }

  /**
   * What it tells.
   *
   * @param at when it did so last
   * @param running by the uid of each service that policies govern there
   */
  public record Told(Instant at, Map<String, PolicyInForce> running) {

    /** What it judges a service's requests by; empty: no policy governs it there. */
    Optional<PolicyInForce> of(String service) {
      return Optional.ofNullable(running.get(service));
    }
  }
}
