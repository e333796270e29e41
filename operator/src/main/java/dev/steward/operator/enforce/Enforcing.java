package dev.steward.operator.enforce;

import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.rule.Effect;
import dev.steward.operator.condition.Verdict;
import dev.steward.operator.condition.Verdict.Truth;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is known of what the API server enforces by.
 *
 * @param unseen what can't be seen, and what to do about it; empty: all is seen
 * @param broken what isn't as it should be, and isn't put back: name of the object and what to do
 * @param awaited what the chart's installer is about to make
 * @param repaired what was put back since this operator began to lead, in its last words
 */
public record Enforcing(
    Optional<String> unseen, List<Trouble> broken, List<Trouble> awaited, List<Trouble> repaired) {

  /** The condition of policies that tells it. */
  public static final String CONDITION = "Enforced";

  /**
   * Something about an admission policy or its binding.
   *
   * @param name of the object
   * @param told in a sentence
   */
  public record Trouble(String name, String told) {}

  public Enforcing {
    broken = List.copyOf(broken);
    awaited = List.copyOf(awaited);
    repaired = List.copyOf(repaired);
  }

  /** Whether the API server enforces policies of a kind and a level, as a condition of theirs. */
  public Verdict verdict(Scope scope, Enforcement level) {
    if (unseen.isPresent()) {
      return new Verdict(CONDITION, Truth.UNKNOWN, "NotObserved", unseen.get());
    }
    var trouble = told(broken, scope, level);
    if (!trouble.isEmpty()) {
      return new Verdict(CONDITION, Truth.FALSE, "AdmissionBroken", trouble);
    }
    var missing = told(awaited, scope, level);
    if (!missing.isEmpty()) {
      return new Verdict(CONDITION, Truth.FALSE, "AdmissionAwaited", missing);
    }
    var before = told(repaired, scope, level);
    return before.isEmpty()
        ? new Verdict(
            CONDITION,
            Truth.TRUE,
            "AdmissionInPlace",
            "The API server has every admission policy that it is enforced by.")
        : new Verdict(CONDITION, Truth.TRUE, "AdmissionRepaired", before);
  }

  /** Which kind of policy. */
  public enum Scope {
    /** ClusterCompliancePolicies. */
    CLUSTER,
    /** CompliancePolicies. */
    NAMESPACE
  }

  private static String told(List<Trouble> troubles, Scope scope, Enforcement level) {
    return troubles.stream()
        .filter(concerns(scope, level))
        .map(Trouble::told)
        .collect(Collectors.joining(" "));
  }

  /** By their names: {@code steward-GROUP-EFFECT} and {@code steward-own-GROUP-EFFECT}. */
  private static Predicate<Trouble> concerns(Scope scope, Enforcement level) {
    var ending = "-" + Effect.of(level).suffix();
    return trouble ->
        trouble.name().endsWith(ending)
            && trouble.name().startsWith("steward-own-") == (scope == Scope.NAMESPACE);
  }
}
