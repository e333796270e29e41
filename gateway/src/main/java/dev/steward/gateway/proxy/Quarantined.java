package dev.steward.gateway.proxy;

import dev.steward.core.policy.Obligations;
import dev.steward.gateway.balance.ServiceLoad;

/** A service that breaks a policy, and that nobody is to answer for. */
final class Quarantined {

  private Quarantined() {}

  static boolean is(ServiceLoad service) {
    return service
        .route()
        .config()
        .obligations()
        .filter(asked -> asked.intake() == Obligations.Intake.REFUSED)
        .isPresent();
  }

  /** What a client is told whose gateway isn't on the service's policies. */
  static String behind(String service) {
    return "this gateway doesn't have the policies of %s that are in force; ask again for another"
        .formatted(service);
  }

  static String message(String service) {
    return "service %s breaks a policy and is in quarantine; its condition PolicyCompliant says why"
        .formatted(service);
  }
}
