package dev.steward.operator.observe;

import dev.steward.operator.plan.GatewayEndpoint;
import dev.steward.operator.plan.GatewayEndpoint.Phase;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/** Reads the gateways' pods as Kubernetes' own endpoints controller would. */
final class GatewayPods {

  private GatewayPods() {}

  /** Where a gateway is found; empty while it has no address, or once it has ended. */
  static Optional<GatewayEndpoint> endpoint(Pod pod) {
    var status = pod.getStatus();
    if (status == null
        || status.getPodIP() == null
        || "Failed".equals(status.getPhase())
        || "Succeeded".equals(status.getPhase())) {
      return Optional.empty();
    }
    var ready =
        status.getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    var leaving = pod.getMetadata().getDeletionTimestamp() != null;
    var phase =
        leaving ? (ready ? Phase.DRAINING : Phase.GONE) : (ready ? Phase.READY : Phase.NOT_READY);
    return Optional.of(new GatewayEndpoint(status.getPodIP(), phase));
  }
}
