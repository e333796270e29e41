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

  static String message(String service) {
    return "service %s breaks a policy and is in quarantine; its condition PolicyCompliant says why"
        .formatted(service);
  }
}
