package dev.steward.operator.status;

import dev.steward.api.v1alpha1.ModelServiceStatus;
import dev.steward.operator.evidence.AuditHealth;
import dev.steward.operator.policy.PolicyConditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How soon a status is to be written. */
public enum Urgency {
  /** It is stored. */
  NONE,
  /**
   * It says of policies what they are now, and nothing that is amiss: the edit of one policy
   * changes thousands of these at once.
   */
  LATER,
  AT_ONCE;

  /** Conditions that come and go with what policies ask for. */
  private static final Set<String> OF_POLICIES = Set.of(AuditHealth.TYPE, PolicyConditions.RUNNING);

  /** Of a status where another is stored. */
  public static Urgency of(ModelServiceStatus status, @Nullable ModelServiceStatus stored) {
    if (status.equals(stored)) {
      return NONE;
    }
    return stored != null
            && !isAmiss(status)
            && !isAmiss(stored)
            && rest(status).equals(rest(stored))
        ? LATER
        : AT_ONCE;
  }

  private static boolean isAmiss(ModelServiceStatus status) {
    return conditions(status).stream()
        .filter(condition -> OF_POLICIES.contains(condition.getType()))
        .anyMatch(condition -> condition.getStatus().equals("False"));
  }

  private static ModelServiceStatus rest(ModelServiceStatus status) {
    return status.underPolicies(
        null,
        conditions(status).stream()
            .filter(condition -> !OF_POLICIES.contains(condition.getType()))
            .toList());
  }

  private static List<Condition> conditions(ModelServiceStatus status) {
    return Objects.requireNonNullElse(status.conditions(), List.of());
  }
}
