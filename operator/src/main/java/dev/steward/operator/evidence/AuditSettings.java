package dev.steward.operator.evidence;

import dev.steward.ledger.note.Origin;
import dev.steward.operator.plan.Names;
import java.util.Optional;

/**
 * Whose the keys of the logs are.
 *
 * @param brought the Secret that the platform brings; empty: the operator makes one
 * @param origin the first part of the logs' names, where the operator makes the Secret; empty: a
 *     random one
 */
public record AuditSettings(Optional<String> brought, Optional<Origin> origin) {

  /** The operator makes the Secret, with a random name. */
  public static final AuditSettings OWN = new AuditSettings(Optional.empty(), Optional.empty());

  /** The Secret's name. */
  public String secret() {
    return brought.orElse(Names.AUDIT_SECRET);
  }
}
