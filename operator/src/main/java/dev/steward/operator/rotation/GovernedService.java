package dev.steward.operator.rotation;

import dev.steward.core.policy.Obligations.Intake;
import dev.steward.core.policy.PolicyInForce;
import java.util.Optional;
import java.util.Set;

/**
 * A service, and what was written for the gateways of the policies over it.
 *
 * @param uid whose
 * @param written empty: no policy governs it
 * @param bond what follows where a gateway doesn't run it
 * @param barred the addresses of gateways that are barred, as it is stored: what an operator knows
 *     that has just begun
 */
public record GovernedService(
    String uid, Optional<PolicyInForce> written, Bond bond, Set<String> barred) {

  /** Whether a gateway that doesn't run what is written may answer if there is no other. */
  public enum Bond {
    /** A policy that denies obliges gateways to something: it may not. */
    OBLIGED,
    /** Policies look at the service, and ask nothing of gateways: it may. */
    FREE
  }

  public GovernedService {
    barred = Set.copyOf(barred);
    if (written.filter(policy -> policy.intake() == Intake.REFUSED).isPresent()) {
      // Who doesn't know of a quarantine lets requests in.
      bond = Bond.OBLIGED;
    }
  }
}
