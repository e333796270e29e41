package dev.steward.operator.enforce;

import dev.steward.api.v1alpha1.PolicyStatus;
import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.PolicySource;
import dev.steward.operator.condition.Verdict;
import dev.steward.operator.condition.Verdict.Truth;
import dev.steward.operator.policy.Governed;
import dev.steward.operator.rotation.Board;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
   * @param found what was found of every service and task, by uid
   * @param board how far what was written has got; empty: nobody has looked
   */
  public PolicyStatus status(
      @Nullable PolicyStatus before,
      Enforcing enforcing,
      Map<String, Governed> found,
      Optional<Board> board,
      long generation,
      Instant now) {
    var selected = new TreeMap<>(found);
    selected.values().removeIf(each -> !each.by().contains(source));
    var breaking =
        selected.values().stream().filter(each -> each.breaking().contains(source)).count();
    var written = selected.values().stream().filter(Governed::isWritten).count();
    var spread = board.map(it -> PolicySpread.of(selected, it));
    var stored =
        Optional.ofNullable(before).map(PolicyStatus::conditions).orElse(List.<Condition>of());
    return new PolicyStatus(
        generation,
        Stream.concat(
                Stream.of(enforcing.verdict(scope, level), inUse(selected.size())),
                spread.flatMap(PolicySpread::verdict).stream())
            .map(verdict -> verdict.stored(stored, generation, now))
            .toList(),
        selected.size(),
        Math.toIntExact(breaking),
        Math.toIntExact(written),
        spread.map(PolicySpread::running).orElse(null));
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
