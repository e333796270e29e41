package dev.steward.core.policy;

import java.util.Optional;

/**
 * What gateways and pods do for a service because policies say so. Only what is enforced by {@code
 * Deny} obliges: a policy that warns or audits looks at objects, and changes nothing that runs.
 *
 * @param digest of all that holds for the service, at all levels: what gateways and pods report
 * @param audit each request leaves a record; empty: nobody asks for one
 * @param content prompts and answers are kept so long, encrypted; empty: they aren't kept
 */
public record Obligations(
    PolicyDigest digest, Optional<AuditDuty> audit, Optional<Retention> content) {

  /** Periods that can't be compared with each other, on each side of a retention, at most. */
  public static final int MOST_PERIODS = 4;

  /** Of all that holds for a service; empty if no policy governs it. */
  public static Optional<Obligations> of(EffectivePolicies policies) {
    if (policies.isUngoverned()) {
      return Optional.empty();
    }
    var denied = policies.at(Enforcement.DENY).policy();
    return Optional.of(
        new Obligations(
            PolicyDigest.of(policies),
            asksForRecords(denied)
                ? Optional.of(
                    new AuditDuty(
                        denied.onAuditFailure().orElse(AuditFailure.FAIL_CLOSED),
                        denied.auditRecords()))
                : Optional.empty(),
            denied.contentMode().equals(Optional.of(ContentMode.ENCRYPTED))
                ? Optional.of(denied.content())
                : Optional.empty()));
  }

  /** What isn't written can't be kept, and content is found by its request's record. */
  private static boolean asksForRecords(Policy policy) {
    return policy.onAuditFailure().isPresent()
        || !policy.auditRecords().equals(Retention.FREE)
        || policy.contentMode().equals(Optional.of(ContentMode.ENCRYPTED));
  }
}
