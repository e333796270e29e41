package dev.steward.gateway.policy;

import dev.steward.core.policy.Obligations;
import dev.steward.core.policy.PolicyInForce;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.route.PodAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The services whose requests this gateway doesn't answer, because an operator says that it judges
 * them by what was written before, and a policy that denies obliges gateways to something.
 *
 * <p>An operator names what it has against, too: as soon as the gateway judges by something else,
 * the service is open, whatever was said before. What an operator said that isn't there any more
 * holds no longer.
 */
public final class Fence {

  /** By operator and the uid of a service. */
  private volatile Map<PodAddress, Map<String, Optional<PolicyInForce>>> said = Map.of();

  /** An operator says what it has against; whatever it said before is over. */
  synchronized void says(PodAddress operator, Map<String, Optional<PolicyInForce>> behind) {
    if (!said.getOrDefault(operator, Map.of()).equals(behind)) {
      var next = new HashMap<>(said);
      if (behind.isEmpty()) {
        next.remove(operator);
      } else {
        next.put(operator, behind);
      }
      said = Map.copyOf(next);
    }
  }

  /** Forgets what others than these said. */
  synchronized void retain(Collection<PodAddress> operators) {
    if (!operators.containsAll(said.keySet())) {
      var next = new HashMap<>(said);
      next.keySet().retainAll(operators);
      said = Map.copyOf(next);
    }
  }

  /** Whether requests of a service aren't answered here, as it is served now. */
  public boolean isAround(ServingConfig service) {
    var all = said;
    if (all.isEmpty()) {
      return false;
    }
    var uid = service.service().uid();
    var runs = service.obligations().map(Obligations::inForce);
    return all.values().stream().anyMatch(each -> runs.equals(each.get(uid)));
  }
}
