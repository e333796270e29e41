package dev.steward.core.policy;

import dev.steward.core.check.Checked;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What gateways and pods do for a service because policies say so. Only what is enforced by {@code
 * Deny} obliges: a policy that warns or audits looks at objects, and changes nothing that runs.
 *
 * @param digest of all that holds for the service, at all levels: what gateways and pods report
 * @param audit each request leaves a record; empty: nobody asks for one
 * @param content prompts and answers are kept so long, encrypted; empty: they aren't kept
 * @param intake whether requests are let in at all
 */
public record Obligations(
    PolicyDigest digest, Optional<AuditDuty> audit, Optional<Retention> content, Intake intake) {

  /** Whether requests are let in. */
  public enum Intake {
    OPEN,
    /** The service breaks a policy and is in quarantine: nobody is to answer for it. */
    REFUSED
  }

  /** Of a service that requests are let in to. */
  public Obligations(PolicyDigest digest, Optional<AuditDuty> audit, Optional<Retention> content) {
    this(digest, audit, content, Intake.OPEN);
  }

  /** What gateways tell that they run of it. */
  public PolicyInForce inForce() {
    return new PolicyInForce(digest, intake);
  }

  /** The same of a service that is in quarantine, or isn't. */
  public Obligations with(Intake other) {
    return new Obligations(digest, audit, content, other);
  }

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

  /**
   * What gateways do for the items of a task: all that they do for its service's requests, and what
   * the task states besides, which can only add to it. Its digest is the service's: that is what a
   * gateway tells that it runs; what the task states is found by the task.
   *
   * <p>Example: records of a service are kept from six to 24 months and its content for 30 days; a
   * task states a max of twelve months, and {@code None}. Its items' records are kept from six to
   * twelve months, and of their content nothing is.
   *
   * @param service what its requests oblige to; empty: to nothing
   * @param by whom a conflict names for that
   * @param task what the task states
   * @return the obligations, or what of it can't be done together
   */
  public static Checked<Obligations> ofItems(
      Optional<Obligations> service, PolicySource by, GoverningPolicy task) {
    var both =
        EffectivePolicies.of(
            Stream.concat(
                    service.stream().map(known -> GoverningPolicy.stated(by, known.demands())),
                    Stream.of(task))
                .toList());
    var conflict =
        both.at(Enforcement.DENY).conflicts().stream()
            .filter(found -> found.isOf(task.source()))
            .findFirst();
    if (conflict.isPresent()) {
      return new Checked.Invalid<>(conflict.get().violation());
    }
    var met = of(both).orElseThrow();
    return Checked.valid(
        service
            .map(known -> new Obligations(known.digest, met.audit, met.content, known.intake))
            .orElse(met));
  }

  /** A policy that obliges to the same. */
  private Policy demands() {
    return new Policy(
        audit.map(AuditDuty::records).orElse(Retention.FREE),
        content.orElse(Retention.FREE),
        Optional.empty(),
        audit.map(AuditDuty::onFailure),
        content.map(_ -> ContentMode.ENCRYPTED),
        List.of(),
        List.of(),
        AllowList.any(),
        AllowList.any());
  }

  /** What isn't written can't be kept, and content is found by its request's record. */
  private static boolean asksForRecords(Policy policy) {
    return policy.onAuditFailure().isPresent()
        || !policy.auditRecords().equals(Retention.FREE)
        || policy.contentMode().equals(Optional.of(ContentMode.ENCRYPTED));
  }
}
