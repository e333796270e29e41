package dev.steward.operator.task;

import static java.util.Objects.requireNonNullElse;

import dev.steward.api.v1alpha1.InferenceTaskStatus;
import dev.steward.operator.condition.Verdict;
import dev.steward.operator.policy.PolicyAnnouncements;
import dev.steward.operator.policy.PolicyConditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Adds to what is told of a task how it stands with the policies. */
final class GovernedTask {

  private GovernedTask() {}

  static TaskDecision told(TaskObserved observed, TaskDecision decision) {
    var verdicts = PolicyConditions.of(observed.ruling());
    var before =
        Optional.ofNullable(observed.task().getStatus())
            .map(InferenceTaskStatus::conditions)
            .orElse(List.of());
    return new TaskDecision(
        decision.action(),
        status(observed, decision.status(), verdicts, before),
        PolicyAnnouncements.of(before, verdicts),
        Stream.concat(decision.lookAgain().stream(), observed.ruling().lookAgain().stream())
            .min(Duration::compareTo));
  }

  private static InferenceTaskStatus status(
      TaskObserved observed,
      InferenceTaskStatus status,
      List<Verdict> verdicts,
      List<Condition> before) {
    var generation = requireNonNullElse(observed.task().getMetadata().getGeneration(), 0L);
    return status.governed(
        Stream.concat(
                requireNonNullElse(status.conditions(), List.<Condition>of()).stream(),
                verdicts.stream()
                    .map(verdict -> verdict.stored(before, generation, observed.now())))
            .toList(),
        PolicyConditions.status(observed.ruling()));
  }
}
