package dev.steward.operator.enforce;

import dev.steward.api.v1alpha1.PolicyStatus;
import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.PolicySource;
import dev.steward.operator.condition.Verdict;
import dev.steward.operator.condition.Verdict.Truth;
import dev.steward.operator.policy.Governed;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a policy is told of how far it is in force.
 *
 * @param source which one
 * @param scope of which kind
 * @param level what becomes of what it forbids
 */
public record PolicyCount(PolicySource source, Enforcing.Scope scope, Enforcement level) {

  /** The condition that says whether it selects anything. */
  public static final String IN_USE = "InUse";

  /**
   * The status.
   *
   * @param before as it was
   * @param found what was found of every service and task
   */
  public PolicyStatus status(
      @Nullable PolicyStatus before,
      Enforcing enforcing,
      Collection<Governed> found,
      long generation,
      Instant now) {
    var selected = found.stream().filter(each -> each.by().contains(source)).toList();
    var breaking = selected.stream().filter(each -> each.breaking().contains(source)).count();
    var written = selected.stream().filter(Governed::isWritten).count();
    var stored =
        Optional.ofNullable(before).map(PolicyStatus::conditions).orElse(List.<Condition>of());
    return new PolicyStatus(
        generation,
        Stream.of(enforcing.verdict(scope, level), inUse(selected.size()))
            .map(verdict -> verdict.stored(stored, generation, now))
            .toList(),
        selected.size(),
        Math.toIntExact(breaking),
        Math.toIntExact(written));
  }

  private static Verdict inUse(int selected) {
    return selected == 0
        ? new Verdict(
            IN_USE,
            Truth.FALSE,
            "SelectsNothing",
            "No ModelService and no InferenceTask is selected; if there should be, see the labels"
                + " that its selectors read.")
        : new Verdict(IN_USE, Truth.TRUE, "Selects", "");
  }
}
