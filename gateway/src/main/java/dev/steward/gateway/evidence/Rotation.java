package dev.steward.gateway.evidence;

import dev.steward.core.policy.AuditFailure;
import dev.steward.gateway.audit.Trail;
import dev.steward.gateway.route.Routes;
import java.util.OptionalInt;

/** Whether a gateway is better left alone because it can't record requests; pure. */
public final class Rotation {
  private Rotation() {}

  /**
   * It is if it would refuse requests that another one answers. If no other can, or nobody knows,
   * it stays: it serves what needs no record, and says why it refuses the rest.
   *
   * @param othersRecording how many other gateways can; empty if nobody knows
   */
  public static boolean leaves(Routes routes, OptionalInt othersRecording) {
    return othersRecording.orElse(0) > 0
        && routes.services().stream()
            .flatMap(service -> Trail.duty(service).stream())
            .anyMatch(duty -> duty.onFailure() == AuditFailure.FAIL_CLOSED);
  }
}
